package org.rsvpplatform.kit.observe.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class ReportedPoolsTest {
    private Instant now = Instant.parse("2026-11-26T12:00:00Z");

    private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
    private final ReportedPools pools = new ReportedPools(clock);

    @Test
    void instances_of_one_application_count_together_each_with_its_last_word() {
        pools.report("db", new PoolFigures("checkout", "a", 10, 1, 0));
        pools.report("db", new PoolFigures("checkout", "a", 10, 4, 0));
        pools.report("db", new PoolFigures("checkout", "b", 10, 10, 3));
        pools.report("db", new PoolFigures("mailer", null, 2, 0, 0));
        pools.report("other", new PoolFigures("checkout", "a", 7, 7, 0));

        assertThat(pools.of("db"))
                .containsOnlyKeys("checkout", "mailer")
                .containsEntry("checkout", new PoolFigures("checkout", null, 20, 14, 3))
                .containsEntry("mailer", new PoolFigures("mailer", null, 2, 0, 0));
    }

    @Test
    void a_pool_is_newly_empty_once() {
        PoolFigures well = new PoolFigures("checkout", null, 2, 1, 0);
        PoolFigures lent = new PoolFigures("checkout", null, 2, 2, 0);
        PoolFigures empty = new PoolFigures("checkout", null, 2, 2, 1);

        assertThat(pools.report("db", well)).isFalse();
        assertThat(pools.report("db", lent)).as("nobody waits").isFalse();
        assertThat(pools.report("db", empty)).isTrue();
        assertThat(pools.report("db", empty)).as("said already").isFalse();
        assertThat(pools.report("db", well)).isFalse();
        assertThat(pools.report("db", empty)).isTrue();
    }

    @Test
    void who_is_silent_is_forgotten() {
        pools.report("db", new PoolFigures("checkout", "a", 10, 1, 0));
        now = now.plus(ReportedPools.CURRENT);
        pools.report("db", new PoolFigures("checkout", "b", 10, 2, 0));
        assertThat(pools.of("db").get("checkout").size()).isEqualTo(20);

        now = now.plus(Duration.ofSeconds(1));
        assertThat(pools.of("db").get("checkout").size()).isEqualTo(10);
    }

    @Test
    void a_program_that_names_itself_anew_each_time_does_not_fill_the_memory() {
        for (int i = 0; i < ReportedPools.MOST + 5; i++) {
            pools.report("db", new PoolFigures("checkout", "i" + i, 1, 0, 0));
        }

        assertThat(pools.of("db").get("checkout").size()).isEqualTo(ReportedPools.MOST);
    }
}
