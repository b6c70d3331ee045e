package org.rsvpplatform.database.capacity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
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
                    Duration.ofDays(14));

    private static final Failure LOCKED =
            new Failure(Layer.OPERATION, List.of(), Set.of("db.lock-timeout"));

    @Test
    void one_that_does_nothing_while_others_wait_is_the_root() throws Exception {
        assertThat(found(Duration.ofSeconds(11), Duration.ofSeconds(12)).confirms())
                .containsExactly("db.idle-in-transaction");
    }

    @Test
    void one_that_is_between_two_statements_is_at_work() throws Exception {
        Finding finding = found(Duration.ofMillis(10), Duration.ofSeconds(12));
        assertThat(finding.confirms()).isEmpty();
        assertThat(finding.facts()).containsEntry("blockingPid", "1");

        assertThat(found(Duration.ofMillis(10), Duration.ofMillis(15)).confirms()).isEmpty();
        assertThat(found(Duration.ofSeconds(5), Duration.ofSeconds(12)).confirms()).isEmpty();
    }

    private static Finding found(Duration idle, Duration waits) throws Exception {
        ClientSession holder =
                new ClientSession(
                        1,
                        "rsvp",
                        "batch",
                        "rsvp",
                        "",
                        ClientSession.State.IDLE_IN_TRANSACTION,
                        idle,
                        Optional.of(Duration.ofMinutes(1)),
                        Optional.empty(),
                        "",
                        "");
        Activity activity =
                new Activity(
                        10,
                        3,
                        List.of(holder),
                        List.of(new LockWait(2, List.of(1L), "guests", waits)));
        return new HeldByIdleInquiry((_, _) -> new Seen.There<>(activity), LIMITS)
                .look(
                        LOCKED,
                        Deadline.in(Duration.ofSeconds(1), Ticker.system()),
                        Trace.none(Ticker.system()));
    }
}
