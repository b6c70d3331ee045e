package org.rsvpplatform.database.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.rsvpplatform.kit.observe.probe.Outcome;
import org.rsvpplatform.kit.observe.probe.Trace;
import org.rsvpplatform.kit.observe.provider.State;
import org.rsvpplatform.sandbox.junit.Sandboxed;
import org.rsvpplatform.sandbox.postgresql.PostgresPair;

@Sandboxed
class HealthyPairTest {
    private PostgresPair pair;
    private Checkup checkup;

    @BeforeEach
    void open(PostgresPair given) {
        pair = given;
        checkup = Checkup.of(pair);
    }

    @AfterEach
    void close() {
        checkup.close();
    }

    @Test
    void the_primary_passes_every_check() {
        // On a busy machine a first TLS handshake leaves too little time for the rest.
        Seen seen = checkup.probe("postgresql", Optional.of(Duration.ofSeconds(5))).is(State.UP);

        assertThat(seen.report().results())
                .as("%s", seen)
                .allMatch(r -> r.outcome() instanceof Outcome.Passed);
    }

    @Test
    void the_standby_is_well_without_taking_writes() {
        Seen seen = checkup.probe("backup-postgresql").is(State.UP);

        assertThat(seen.toString()).contains("takes no writes");
    }

    /** What the server knows of itself is asked now and then, in a session of the observer. */
    @Test
    void a_healthy_probe_sends_three_statements_and_one_more_after_its_login() {
        checkup.probe("postgresql");

        assertThat(checkup.probe("postgresql").report().trace().stream().map(Trace.Line::text))
                .filteredOn(line -> line.startsWith(">") && !line.contains("connect to"))
                .hasSize(4);
    }

    @Test
    void a_healthy_probe_opens_one_session() {
        checkup.probe("postgresql");
        String sessions = "SELECT sessions FROM pg_stat_database WHERE datname = 'rsvp'";
        long before = Long.parseLong(pair.primary().value(sessions));

        String trace = checkup.probe("postgresql").toString();

        assertThat(trace.lines().filter(line -> line.contains("> connect to"))).hasSize(1);
        assertThat(before).isPositive();
    }
}
