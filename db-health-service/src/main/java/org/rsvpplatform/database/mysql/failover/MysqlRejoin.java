package org.rsvpplatform.database.mysql.failover;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.rsvpplatform.database.connection.Login;
import org.rsvpplatform.database.failover.FormerPrimary;
import org.rsvpplatform.database.failover.Member;
import org.rsvpplatform.database.mysql.connection.MysqlSession;
import org.rsvpplatform.database.mysql.connection.Sql;
import org.rsvpplatform.kit.act.command.RunFailed;
import org.rsvpplatform.kit.act.failover.Guard;
import org.rsvpplatform.kit.act.failover.Proof;
import org.rsvpplatform.kit.act.failover.Rejoin;
import org.rsvpplatform.kit.time.Deadline;

/**
 * A former MariaDB primary becomes a replica of the present one.
 *
 * @param dataDirectory of the former one; empty when nobody knows
 */
record MysqlRejoin(FormerPrimary<MysqlSession, Standing> former, Optional<String> dataDirectory)
        implements Rejoin {
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration CATCHES_UP = Duration.ofSeconds(60);
    private static final Duration SYNCHRONOUS = Duration.ofSeconds(5);
    private static final Duration POLL = Duration.ofMillis(50);

    /** Transactions that a replica which follows receives within a moment. */
    private static final long SMALL_GAP = 1000;

    @Override
    public List<Guard> guards() {
        return former.rejoinGuards(follows());
    }

    @Override
    public Map<String, String> addresses() {
        return former.addresses();
    }

    /** Source: MariaDB's manual, mariadb-backup and "Setting up a Replica with mariadb-backup". */
    @Override
    public List<String> byHand() {
        Member<MysqlSession, Standing> from = former.from();
        Member<MysqlSession, Standing> to = former.to();
        String data = dataDirectory.orElse("/var/lib/mysql");
        String host = to.endpoint().host();
        int port = to.endpoint().port();
        String user = to.administrator().map(Login::user).orElse("root");
        String follow =
                "CHANGE MASTER TO MASTER_HOST=%s, MASTER_PORT=%d, MASTER_USER='<replication user>', MASTER_PASSWORD='<password>', MASTER_USE_GTID=slave_pos, MASTER_HEARTBEAT_PERIOD=0.5; START SLAVE;"
                        .formatted(Sql.literal(host), port);
        return List.of(
                "-- at %s, where it has no transaction that %s lacks:"
                        .formatted(from.name(), to.name()),
                "SET GLOBAL read_only = ON; SET GLOBAL gtid_slave_pos = @@global.gtid_binlog_pos; "
                        + follow,
                "# else, with it stopped, a new copy:",
                "cp -a '%s' '%s.before-epoch-%d'".formatted(data, data, former.past().epoch()),
                "find '%s/' -mindepth 1 -delete".formatted(data),
                "mariadb-backup --backup --host='%s' --port=%d --user='%s' --target-dir='%s'"
                        .formatted(host, port, user, data),
                "mariadb-backup --prepare --target-dir='%s'".formatted(data),
                "-- started, with the position that stands in %s/mariadb_backup_binlog_info:"
                        .formatted(data),
                "SET GLOBAL gtid_slave_pos = '<position>'; " + follow);
    }

    @Override
    public Proof follows() {
        return this::seenFollowing;
    }

    private String seenFollowing() throws RunFailed, InterruptedException {
        Member<MysqlSession, Standing> from = former.from();
        Member<MysqlSession, Standing> to = former.to();
        Standing replica = now(from);
        Standing primary = now(to);
        if (replica.takesWrites()) {
            throw new RunFailed(from.name() + " is no replica: it takes writes");
        }
        Standing.Source source =
                replica.source()
                        .orElseThrow(() -> new RunFailed(from.name() + " replicates from nobody"));
        if (source.serverId() != primary.serverId()) {
            throw new RunFailed(
                    "%s replicates from server_id %d, and %s has server_id %d"
                            .formatted(
                                    from.name(), source.serverId(), to.name(), primary.serverId()));
        }
        if (!source.hears() || !source.applies()) {
            throw new RunFailed(
                    "%s does not %s".formatted(from.name(), source.hears() ? "apply" : "receive"));
        }
        return "%s replicates from %s".formatted(from.name(), to.name());
    }

    /**
     * Commits wait only for a replica that has caught up. What does not come about is taken back.
     * Source: MariaDB's manual, semi-synchronous replication: a replica asks for it itself.
     */
    @Override
    public String synchronise() throws RunFailed, InterruptedException {
        Member<MysqlSession, Standing> from = former.from();
        Member<MysqlSession, Standing> to = former.to();
        if (isWaitedFor()) {
            return "commits of %s wait for %s already".formatted(to.name(), from.name());
        }
        until(CATCHES_UP, this::hasCaughtUp, "%s does not catch up with %s");
        semiSync("ON");
        try {
            until(SYNCHRONOUS, this::isWaitedFor, "%s confirms nothing to %s");
        } catch (RunFailed e) {
            semiSync("OFF");
            throw e;
        }
        return "commits of %s wait for %s".formatted(to.name(), from.name());
    }

    private interface Condition {
        boolean holds() throws RunFailed, InterruptedException;
    }

    private void until(Duration within, Condition condition, String failure)
            throws RunFailed, InterruptedException {
        Deadline deadline = Deadline.in(within, former.to().ticker());
        while (!condition.holds()) {
            if (deadline.passed()) {
                throw new RunFailed(
                        (failure
                                        + "; at %1$s: SET GLOBAL rpl_semi_sync_slave_enabled = ON;"
                                        + " STOP SLAVE IO_THREAD; START SLAVE IO_THREAD; then at"
                                        + " %2$s: SET GLOBAL rpl_semi_sync_master_enabled = ON;")
                                .formatted(former.from().name(), former.to().name()));
            }
            new CountDownLatch(1).await(POLL.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private boolean hasCaughtUp() throws RunFailed, InterruptedException {
        Standing.Source source =
                now(former.from())
                        .source()
                        .orElseThrow(
                                () ->
                                        new RunFailed(
                                                former.from().name() + " replicates from nobody"));
        return now(former.to()).written().aheadOf(source.received()) <= SMALL_GAP;
    }

    private boolean isWaitedFor() throws RunFailed, InterruptedException {
        Standing.Commits commits = now(former.to()).commits();
        return commits.enabled()
                && commits.working()
                && commits.replicas() > 0
                && now(former.from()).source().filter(Standing.Source::confirms).isPresent();
    }

    private void semiSync(String value) throws RunFailed, InterruptedException {
        Member<MysqlSession, Standing> to = former.to();
        to.asAdministrator(
                LOOK,
                session ->
                        session.run(
                                "SET GLOBAL rpl_semi_sync_master_enabled = " + value,
                                Deadline.in(LOOK, to.ticker())));
    }

    private static Standing now(Member<MysqlSession, Standing> member)
            throws RunFailed, InterruptedException {
        return member.now(LOOK)
                .orElseThrow(() -> new RunFailed(member.name() + " does not answer"));
    }
}
