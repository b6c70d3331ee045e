/**
 * A bounded load of our own on a provider, compared with the last good one: how it runs, what is
 * kept of it, and that nothing of it stays behind. What the load is, a backend brings.
 */
package org.rsvpplatform.kit.act.benchmark;
