package org.rsvpplatform.database.capacity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.rsvpplatform.kit.observe.cause.Finding;
import org.rsvpplatform.kit.observe.probe.Failure;
import org.rsvpplatform.kit.observe.probe.Trace;
import org.rsvpplatform.kit.observe.provider.Layer;
import org.rsvpplatform.kit.time.Deadline;
import org.rsvpplatform.kit.time.Ticker;

class HeldByIdleInquiryTest {
    private static final Limits LIMITS =
            new Limits(
                    Duration.ofSeconds(30),
                    80,
                    Duration.ofMinutes(1),
                    Duration.ofMinutes(10),
                    Duration.ofSeconds(10),
                    3,
                    Duration.ofSeconds(1),
                    60,
                    Duration.ofDays(14),
                    Duration.ofDays(14),
                    95);

    private static final Failure LOCKED =
            new Failure(Layer.OPERATION, List.of(), Set.of("db.lock-timeout"));

    @Test
    void one_that_does_nothing_while_others_wait_is_the_root() throws Exception {
        Finding finding = found(Duration.ofSeconds(11), Duration.ofSeconds(12));
        assertThat(finding.confirms()).containsExactly("db.idle-in-transaction");
        assertThat(finding.facts())
                .as("whom a line that ends it finds")
                .containsEntry("idleSeconds", "11");
    }

    /** The line would else end whoever is between two statements. */
    @Test
    void no_line_ends_those_that_do_nothing_for_less_than_a_second() throws Exception {
        assertThat(found(Duration.ofMillis(400), Duration.ofMillis(500)).facts())
                .containsEntry("idleSeconds", "1");
    }

    @Test
    void one_that_is_between_two_statements_is_at_work() throws Exception {
        Finding finding = found(Duration.ofMillis(10), Duration.ofSeconds(12));
        assertThat(finding.confirms()).isEmpty();
        assertThat(finding.facts()).containsEntry("blockingPid", "1");

        assertThat(found(Duration.ofMillis(10), Duration.ofMillis(15)).confirms()).isEmpty();
        assertThat(found(Duration.ofSeconds(5), Duration.ofSeconds(12)).confirms()).isEmpty();
    }

    @Test
    void who_held_the_connections_of_a_full_server_is_told_whoever_it_is() throws Exception {
        ClientSession idle = session(ClientSession.State.IDLE, Duration.ofSeconds(3));

        assertThat(refused(new Activity(10, 3, Collections.nCopies(10, idle), List.of())))
                .hasValueSatisfying(
                        finding -> {
                            assertThat(finding.confirms()).isEmpty();
                            assertThat(finding.evidence())
                                    .endsWith(
                                            "10 of 10 connections taken: 10 idle of batch"
                                                    + " (user rsvp), for up to 3.0 s");
                        });
        assertThat(refused(new Activity(10, 3, List.of(idle), List.of()))).isEmpty();
    }

    private static Optional<Finding> refused(Activity activity) throws Exception {
        Failure failure = new Failure(Layer.CAPACITY, List.of(), Set.of("db.too-many-connections"));
        return Optional.ofNullable(asked(activity, failure));
    }

    private static ClientSession session(ClientSession.State state, Duration inState) {
        return new ClientSession(
                1,
                "rsvp",
                "batch",
                "rsvp",
                "",
                state,
                inState,
                state == ClientSession.State.IDLE
                        ? Optional.empty()
                        : Optional.of(Duration.ofMinutes(1)),
                Optional.empty(),
                "",
                "");
    }

    private static Finding asked(Activity activity, Failure failure) throws Exception {
        return new HeldByIdleInquiry((_, _) -> new Seen.There<>(activity), LIMITS)
                .look(failure, Deadline.in(Duration.ofSeconds(1), Ticker.system()), Trace.none());
    }

    private static Finding found(Duration idle, Duration waits) throws Exception {
        ClientSession holder = session(ClientSession.State.IDLE_IN_TRANSACTION, idle);
        Activity activity =
                new Activity(
                        10,
                        3,
                        List.of(holder),
                        List.of(new LockWait(2, List.of(1L), "guests", waits)));
        return asked(activity, LOCKED);
    }
}
