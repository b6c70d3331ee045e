/**
 * From reports to states: rise and fall, staleness, groups and the domain, and the diagnosis that
 * goes with a state. Requests read what stands here; they never probe.
 */
package org.rsvpplatform.kit.observe.health;
