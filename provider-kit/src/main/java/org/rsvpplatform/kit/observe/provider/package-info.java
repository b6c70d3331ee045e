/**
 * What is watched: providers, their roles and groups, and the states and layers that everything
 * else speaks of.
 */
package org.rsvpplatform.kit.observe.provider;
