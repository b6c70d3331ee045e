package org.rsvpplatform.database.postgresql;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.rsvpplatform.database.WatchingCost;
import org.rsvpplatform.sandbox.junit.Sandboxed;
import org.rsvpplatform.sandbox.postgresql.PostgresPair;

/** No harm by watching: what it takes of the servers' processors, at the defaults. */
@Tag("full")
@Sandboxed
@EnabledOnOs(OS.LINUX)
class WatchingCostTest {
    @Test
    void watching_takes_less_than_a_two_hundredth_of_a_core(PostgresPair pair) {
        cost(pair).mustStayBelow(0.5, Checkup.with(pair).yaml(), pair.primary().name());
    }

    @Test
    void with_heartbeats_of_a_group_that_can_fail_over_it_takes_less_than_a_hundredth(
            PostgresPair pair) {
        cost(pair)
                .mustStayBelow(1, Checkup.with(pair).administrated().yaml(), pair.primary().name());
    }

    private static WatchingCost cost(PostgresPair pair) {
        return new WatchingCost(() -> pair.primary().pids(), () -> pair.standby().pids());
    }
}
