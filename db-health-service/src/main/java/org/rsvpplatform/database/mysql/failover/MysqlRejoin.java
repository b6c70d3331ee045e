package org.rsvpplatform.database.mysql.failover;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rsvpplatform.database.connection.Login;
import org.rsvpplatform.database.failover.FormerPrimary;
import org.rsvpplatform.database.failover.Member;
import org.rsvpplatform.database.failover.Synchronising;
import org.rsvpplatform.database.mysql.connection.Gtids;
import org.rsvpplatform.database.mysql.connection.MysqlSession;
import org.rsvpplatform.database.mysql.connection.Sql;
import org.rsvpplatform.kit.act.command.RunFailed;
import org.rsvpplatform.kit.act.failover.Guard;
import org.rsvpplatform.kit.act.failover.Proof;
import org.rsvpplatform.kit.act.failover.Rejoin;

/**
 * A former MariaDB primary becomes a replica of the present one.
 *
 * @param dataDirectory of the former one; empty when nobody knows
 */
record MysqlRejoin(FormerPrimary<MysqlSession, Standing> former, Optional<String> dataDirectory)
        implements Rejoin {
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration SYNCHRONOUS = Duration.ofSeconds(5);

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
        String user = to.administrator().login().map(Login::user).orElse("root");
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
        Standing replica = from.answering(LOOK);
        Standing primary = to.answering(LOOK);
        if (replica.takesWrites()) {
            throw new RunFailed(from.name() + " is no replica: it takes writes");
        }
        Standing.Source source = source(replica);
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

    /** Source: MariaDB's manual, semi-synchronous replication: a replica asks for it itself. */
    @Override
    public String synchronise() throws RunFailed, InterruptedException {
        String from = former.from().name();
        String to = former.to().name();
        return new Synchronising(
                        former.to(),
                        from,
                        this::hasCaughtUp,
                        new Synchronising.Waiting(
                                new SemiSync(former.to()),
                                this::isWaitedFor,
                                SYNCHRONOUS,
                                "%s confirms nothing to %s".formatted(from, to)),
                        "at %s: SET GLOBAL rpl_semi_sync_slave_enabled = ON; STOP SLAVE IO_THREAD; START SLAVE IO_THREAD; then at %s: SET GLOBAL rpl_semi_sync_master_enabled = ON;"
                                .formatted(from, to))
                .carryOut();
    }

    private boolean hasCaughtUp() throws RunFailed, InterruptedException {
        Gtids received = source(former.from().answering(LOOK)).received();
        return former.to().answering(LOOK).written().aheadOf(received) <= SMALL_GAP;
    }

    private Standing.Source source(Standing replica) throws RunFailed {
        return replica.source()
                .orElseThrow(() -> new RunFailed(former.from().name() + " replicates from nobody"));
    }

    private boolean isWaitedFor() throws RunFailed, InterruptedException {
        Standing.Commits commits = former.to().answering(LOOK).commits();
        return commits.enabled()
                && commits.working()
                && commits.replicas() > 0
                && former.from()
                        .answering(LOOK)
                        .source()
                        .filter(Standing.Source::confirms)
                        .isPresent();
    }

    /** Whether the primary's commits wait for replicas that confirm. */
    private record SemiSync(Member<MysqlSession, Standing> primary)
            implements Synchronising.Setting {
        @Override
        public boolean stands() throws RunFailed, InterruptedException {
            Standing.Commits commits = commits();
            return commits.enabled() && commits.replicas() == 0;
        }

        private Standing.Commits commits() throws RunFailed, InterruptedException {
            return primary.answering(LOOK).commits();
        }

        /** A promotion leaves it off: on without a replica, a run that was cut short set it. */
        @Override
        public Synchronising.Undoing set() throws RunFailed, InterruptedException {
            Standing.Commits commits = commits();
            String before = commits.enabled() && commits.replicas() > 0 ? "ON" : "OFF";
            write("ON");
            return () -> write(before);
        }

        private void write(String value) throws RunFailed, InterruptedException {
            primary.asAdministrator(
                    LOOK,
                    (session, deadline) ->
                            session.run(
                                    "SET GLOBAL rpl_semi_sync_master_enabled = " + value,
                                    deadline));
        }
    }
}
