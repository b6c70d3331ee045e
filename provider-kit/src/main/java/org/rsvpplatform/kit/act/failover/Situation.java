package org.rsvpplatform.kit.act.failover;

import java.time.Instant;
import java.util.Optional;
import org.rsvpplatform.kit.observe.cause.Diagnosis;
import org.rsvpplatform.kit.observe.domain.GroupSettings;
import org.rsvpplatform.kit.observe.provider.Appointment;
import org.rsvpplatform.kit.observe.provider.State;

/**
 * What is known of both sides of a succession when its guards are asked.
 *
 * @param why the diagnosis of the active one; empty while it is well
 * @param present the appointment that would end
 */
record Situation(
        Succession succession,
        State from,
        Optional<Diagnosis> why,
        State to,
        Optional<Diagnosis> wrongWithTo,
        GroupSettings settings,
        Appointment present,
        Instant now) {

    String fromName() {
        return succession.from().name();
    }

    String toName() {
        return succession.to().name();
    }

    /** As {@code UP}, or {@code DOWN (db.connection-refused)}. */
    static String told(State state, Optional<Diagnosis> diagnosis) {
        return diagnosis
                .map(d -> "%s (%s)".formatted(state, d.cause()))
                .orElseGet(() -> String.valueOf(state));
    }
}
