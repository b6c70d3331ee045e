/**
 * A domain as a newcomer would write it: ARCHITECTURE.md's three recipes, compiled and run. It
 * watches time servers: {@link org.rsvpplatform.sample.clock.ClockDomain} is the domain, {@link
 * org.rsvpplatform.sample.clock.rfc868.TimeServer} a kind of provider, {@link
 * org.rsvpplatform.sample.clock.rfc868.OffsetCheck} a check, {@link
 * org.rsvpplatform.sample.clock.AskCommand} a command, and {@code causes.yaml} says what a check's
 * signal means.
 */
package org.rsvpplatform.sample.clock;
