package org.rsvpplatform.database.mysql.failover;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rsvpplatform.database.connection.Login;
import org.rsvpplatform.database.failover.Member;
import org.rsvpplatform.database.mysql.connection.MysqlSession;
import org.rsvpplatform.database.mysql.connection.Sql;
import org.rsvpplatform.kit.act.command.GuardReport;
import org.rsvpplatform.kit.act.command.RunFailed;
import org.rsvpplatform.kit.act.failover.Guard;
import org.rsvpplatform.kit.act.failover.Proof;
import org.rsvpplatform.kit.act.failover.Rejoin;
import org.rsvpplatform.kit.act.failover.Succession;

/**
 * A former MariaDB primary becomes a replica of the present one.
 *
 * @param dataDirectory of the former one; empty when nobody knows
 */
record MysqlRejoin(
        Succession past,
        Member<MysqlSession, Standing> from,
        Member<MysqlSession, Standing> to,
        Optional<String> dataDirectory)
        implements Rejoin {
    private static final Duration LOOK = Duration.ofSeconds(1);

    @Override
    public List<Guard> guards() {
        return List.of(this::activeTakesWrites, this::doesNotFollowYet);
    }

    private GuardReport activeTakesWrites() throws InterruptedException {
        String name = "the active one takes writes";
        return to.now(LOOK).filter(Standing::takesWrites).isPresent()
                ? GuardReport.holds(name, to.name() + " takes writes")
                : GuardReport.blocks(
                        name,
                        to.name() + " does not answer, or takes none",
                        "./rsvp providers:test " + to.name());
    }

    private GuardReport doesNotFollowYet() throws InterruptedException {
        String name = "it does not follow yet";
        try {
            return GuardReport.blocks(name, follows().look(), "nothing has to be done");
        } catch (RunFailed e) {
            return GuardReport.holds(name, e.getMessage());
        }
    }

    @Override
    public Map<String, String> addresses() {
        Map<String, String> addresses = new LinkedHashMap<>();
        addresses.put("host", from.endpoint().host());
        addresses.put("port", Integer.toString(from.endpoint().port()));
        addresses.put("activeHost", to.endpoint().host());
        addresses.put("activePort", Integer.toString(to.endpoint().port()));
        return addresses;
    }

    /** Source: MariaDB's manual, mariadb-backup and "Setting up a Replica with mariadb-backup". */
    @Override
    public List<String> byHand() {
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
                "cp -a '%s' '%s.before-epoch-%d'".formatted(data, data, past.epoch()),
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
        Standing replica =
                from.now(LOOK).orElseThrow(() -> new RunFailed(from.name() + " does not answer"));
        Standing primary =
                to.now(LOOK).orElseThrow(() -> new RunFailed(to.name() + " does not answer"));
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
}
