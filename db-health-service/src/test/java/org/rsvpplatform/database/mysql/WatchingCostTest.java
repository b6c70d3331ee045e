package org.rsvpplatform.database.mysql;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.rsvpplatform.database.WatchingCost;
import org.rsvpplatform.sandbox.junit.Sandboxed;
import org.rsvpplatform.sandbox.mariadb.MariadbPair;

/** No harm by watching: what it takes of the servers' processors, at the defaults. */
@Tag("full")
@Sandboxed
@EnabledOnOs(OS.LINUX)
class WatchingCostTest {
    @Test
    void watching_takes_less_than_a_two_hundredth_of_a_core(MariadbPair pair) {
        new WatchingCost(() -> pair.primary().pids(), () -> pair.replica().pids())
                .mustStayBelow(0.5, Watched.with(pair).yaml(), pair.primary().name());
    }
}
