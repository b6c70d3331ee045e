package org.rsvpplatform.kit.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DeadlineTest {
    private static final Duration MOMENT = Duration.ofMillis(1);

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE);

    @Test
    void what_is_left_is_never_negative_even_where_the_ticker_begins_anew() {
        Deadline deadline = Deadline.in(Duration.ofSeconds(2), now::get);

        assertThat(deadline.remaining()).isEqualTo(Duration.ofSeconds(2));
        now.addAndGet(Duration.ofSeconds(3).toNanos());

        assertThat(deadline.remaining()).isZero();
        assertThat(deadline.passed()).isTrue();
    }

    @Test
    void a_moment_may_go_by_until_it_has_passed() throws InterruptedException {
        Deadline deadline = Deadline.in(Duration.ofSeconds(2), now::get);

        assertThat(deadline.pause(MOMENT)).isTrue();
        now.addAndGet(Duration.ofSeconds(2).toNanos());

        assertThat(deadline.pause(MOMENT)).isFalse();
    }

    @Test
    void no_pause_is_longer_than_what_is_left() throws InterruptedException {
        Deadline deadline = Deadline.in(MOMENT, now::get);

        assertThat(deadline.pause(Duration.ofDays(1))).isTrue();
    }
}
