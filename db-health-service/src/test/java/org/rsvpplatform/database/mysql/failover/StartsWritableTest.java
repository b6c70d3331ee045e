package org.rsvpplatform.database.mysql.failover;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rsvpplatform.database.GroupUnderWatch;
import org.rsvpplatform.database.mysql.Watched;
import org.rsvpplatform.kit.act.command.GuardReport;
import org.rsvpplatform.sandbox.junit.Sandboxed;
import org.rsvpplatform.sandbox.mariadb.MariadbPair;

/** A MariaDB primary whose option file lets it take writes whenever it is started. */
@Sandboxed
class StartsWritableTest {
    @TempDir Path folder;

    @Test
    void it_is_not_followed_without_a_hook(MariadbPair pair) {
        pair.breakWith("kill");
        pair.primary().startByHand();
        try (GroupUnderWatch group =
                GroupUnderWatch.unattended(
                        Watched.with(pair).administrated().yaml(),
                        MariadbPair.PRIMARY,
                        "auto: false",
                        folder)) {
            assertThat(group.fenced()).returns(false, GuardReport::holds);
            assertThat(group.fenced().evidence()).endsWith("read_only is not in its option file");
        } finally {
            pair.heal();
        }
    }
}
