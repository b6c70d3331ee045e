package org.rsvpplatform.kit.observe.health;

import java.time.Instant;
import org.rsvpplatform.kit.observe.provider.Provider;
import org.rsvpplatform.kit.observe.provider.State;

/** A provider came from one state into another. */
public record StateChange(
        Provider provider, State from, State to, Instant at, String reason, String cause) {}
