package org.rsvpplatform.kit.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class StallsTest {
    private static final Duration JUMP = Duration.ofSeconds(3);
    private static final Duration SOON = Duration.ofSeconds(5);

    private final AtomicLong ahead = new AtomicLong();
    private final Ticker ticker = () -> System.nanoTime() + ahead.get();

    @Test
    void time_that_went_by_while_nobody_ran_is_told_at_once_and_kept() {
        try (Stalls stalls = new Stalls(ticker).started()) {
            ahead.addAndGet(JUMP.toNanos());

            assertThat(stalls.within(Duration.ofSeconds(10)))
                    .isBetween(JUMP.minusMillis(20), JUMP.plusSeconds(2));
            await().atMost(SOON).until(() -> stalls.total().compareTo(JUMP.minusMillis(20)) >= 0);
            assertThat(stalls.within(Duration.ofSeconds(10)))
                    .isGreaterThanOrEqualTo(JUMP.minusMillis(20));
        }
    }

    @Test
    void of_a_stall_only_the_part_within_the_window_counts() {
        try (Stalls stalls = new Stalls(ticker).started()) {
            ahead.addAndGet(JUMP.toNanos());

            assertThat(stalls.within(Duration.ofSeconds(1)))
                    .isBetween(Duration.ofMillis(900), Duration.ofSeconds(1));
        }
    }

    @Test
    void what_is_long_ago_is_forgotten() {
        try (Stalls stalls = new Stalls(ticker).started()) {
            ahead.addAndGet(JUMP.toNanos());
            await().atMost(SOON).until(() -> stalls.total().compareTo(Duration.ofSeconds(2)) > 0);

            ahead.addAndGet(Duration.ofMinutes(2).toNanos());
            await().atMost(SOON).until(() -> stalls.total().compareTo(Duration.ofMinutes(1)) > 0);

            assertThat(stalls.within(Duration.ofMinutes(3)))
                    .isLessThan(Duration.ofMinutes(2).plusSeconds(2));
        }
    }
}
