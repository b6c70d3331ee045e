package org.rsvpplatform.sandbox.mariadb;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.rsvpplatform.sandbox.junit.Sandboxed;

/** The pair follows its primary, wherever a failover has brought it. */
@Sandboxed(failover = true)
class MariadbFollowingTest {
    private static final String WRITE =
            """
            INSERT INTO rsvp_probe.beat VALUES ('test', 1, now(6))
            ON DUPLICATE KEY UPDATE beat = beat + 1
            """;
    private static final String READ_ONLY = "HY000 1290";

    private final MariadbPair pair;
    private final MariadbServer first;
    private final MariadbServer second;

    MariadbFollowingTest(MariadbPair pair) {
        this.pair = pair;
        this.first = pair.primary();
        this.second = pair.replica();
    }

    @Test
    void one_that_took_over_stays_the_primary_and_the_other_follows_it() {
        long secondsProcess = second.pid().orElseThrow();
        takeOver(second, 2);
        write(second, "after the first");

        pair.heal();

        assertThat(second.pid()).hasValue(secondsProcess);
        assertLeads(second, first);
        assertThat(rows(first)).containsExactly("after the first");
        second.breakWith("cut-replication");
        assertThat(Attempt.on(second, WRITE).outcome()).contains("Read timed out");
        pair.heal();

        takeOver(first, 3);
        write(first, "after the second");

        pair.heal();

        assertLeads(first, second);
        assertThat(rows(second)).containsExactly("after the first", "after the second");

        takeOver(second, 4);

        pair.reset();

        assertLeads(first, second);
        assertThat(rows(first)).isEmpty();
        assertThat(first.value("SELECT count(*) FROM rsvp_probe.epoch")).isEqualTo("0");
    }

    @Tag("full")
    @Test
    void an_old_primary_that_has_what_nobody_else_has_is_made_anew() {
        second.sqlHere("STOP REPLICA");
        first.sqlHere("SET GLOBAL rpl_semi_sync_master_enabled = OFF");
        write(first, "lost");
        takeOver(second, 2);
        write(second, "kept");

        pair.heal();

        assertLeads(second, first);
        assertThat(rows(first)).containsExactly("kept");
    }

    @Tag("full")
    @Test
    void one_that_took_over_and_was_lost_since_is_the_primary_all_the_same() {
        takeOver(second, 2);
        write(second, "kept");
        second.breakWith("kill");

        pair.heal();

        assertLeads(second, first);
        assertThat(rows(first)).containsExactly("kept");
    }

    @Tag("full")
    @Test
    void a_commit_that_was_never_acknowledged_is_not_when_its_server_becomes_the_replica() {
        first.breakWith("cut-replication");
        assertThat(Attempt.on(first, insert("unacknowledged")).outcome())
                .contains("Read timed out");
        promote(second, 2);

        pair.heal();

        assertLeads(second, first);
        assertThat(rows(first)).isEmpty();
    }

    @Tag("full")
    @Test
    void a_primary_that_comes_back_by_itself_takes_no_writes_until_it_is_healed() {
        first.breakWith("kill");
        first.instance().start();
        pair.awaitListening(first, true);

        assertThat(Attempt.on(first, WRITE).outcome()).startsWith(READ_ONLY);

        pair.heal();

        assertThat(Attempt.on(first, WRITE).outcome()).isEqualTo("worked");
        assertLeads(first, second);
    }

    @Tag("full")
    @Test
    void a_primary_that_a_fault_starts_anew_takes_writes_and_has_them_wait() {
        first.breakWith("tls-off");

        assertThat(Attempt.on(first, WRITE).outcome()).isEqualTo("worked");
        assertThat(pair.replicates()).isTrue();
    }

    /** What a failover does, whose fence is the old primary's end. */
    private void takeOver(MariadbServer successor, int epoch) {
        pair.primary().breakWith("kill");
        promote(successor, epoch);
    }

    private static void promote(MariadbServer successor, int epoch) {
        successor.sql("STOP SLAVE; RESET SLAVE ALL; SET GLOBAL read_only = OFF");
        successor.sql(
                "REPLACE INTO rsvp_probe.epoch VALUES ('mysql', '%s', %d, now(6))"
                        .formatted(successor.name(), epoch));
    }

    private static void write(MariadbServer server, String email) {
        assertThat(Attempt.on(server, insert(email)).outcome()).isEqualTo("worked");
    }

    private static String insert(String email) {
        return "INSERT INTO users (email, name) VALUES ('%s', 'written')".formatted(email);
    }

    private static Iterable<String> rows(MariadbServer server) {
        return server
                .rows("SELECT email FROM rsvp.users WHERE name = 'written' ORDER BY id")
                .stream()
                .map(row -> row.getFirst())
                .toList();
    }

    private void assertLeads(MariadbServer primary, MariadbServer replica) {
        assertThat(pair.primary()).isSameAs(primary);
        assertThat(pair.replica()).isSameAs(replica);
        assertThat(pair.replicates()).isTrue();
        assertThat(primary.replicaStatus()).isEmpty();
        assertThat(replica.value("SELECT @@rpl_semi_sync_master_enabled")).isEqualTo("0");
        assertThat(Attempt.on(primary, WRITE).outcome()).isEqualTo("worked");
        assertThat(Attempt.on(replica, WRITE).outcome()).startsWith(READ_ONLY);
    }
}
