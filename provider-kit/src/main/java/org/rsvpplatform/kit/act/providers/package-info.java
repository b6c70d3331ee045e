/**
 * The {@code providers:*} commands, which every domain has; the gateway asks all domains and
 * merges.
 */
package org.rsvpplatform.kit.act.providers;
