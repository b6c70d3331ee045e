package org.rsvpplatform.database.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How fast a log grows at most. */
class PeakRateTest {
    private static final long SECOND = 1_000_000_000;

    private final PeakRate rate = new PeakRate();

    @Test
    void of_one_that_was_heard_once_nobody_knows_it() {
        rate.seen(5000, SECOND);

        assertThat(rate.perSecond()).isEmpty();
    }

    @Test
    void the_highest_one_counts_for_five_minutes() {
        rate.seen(0, 0);
        rate.seen(5000, SECOND);
        rate.seen(5100, 2 * SECOND);

        assertThat(rate.perSecond()).hasValue(5000);

        rate.seen(5100, 302 * SECOND);
        assertThat(rate.perSecond().orElseThrow()).isLessThan(5000);
    }
}
