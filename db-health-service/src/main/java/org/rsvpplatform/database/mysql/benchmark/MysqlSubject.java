package org.rsvpplatform.database.mysql.benchmark;

import io.vertx.mysqlclient.MySQLException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.rsvpplatform.database.benchmark.Seat;
import org.rsvpplatform.database.benchmark.Statements;
import org.rsvpplatform.database.benchmark.Subject;
import org.rsvpplatform.database.connection.Attempt;
import org.rsvpplatform.database.host.CpuTime;
import org.rsvpplatform.database.host.ServerHost;
import org.rsvpplatform.database.mysql.connection.Connector;
import org.rsvpplatform.database.mysql.connection.MysqlSession;
import org.rsvpplatform.database.mysql.connection.MysqlSignals;
import org.rsvpplatform.database.mysql.connection.Survey;
import org.rsvpplatform.kit.observe.probe.LayerFailure;
import org.rsvpplatform.kit.time.Deadline;

/**
 * MySQL and MariaDB under load. A session can't ask for a commit without a flush there, so a write
 * that is rolled back stands for it. Sources: MariaDB's "Server Status Variables", "Semisynchronous
 * Replication Plugin Status Variables", "MariaDB Error Codes"; MySQL's manual, 7.1.10 and B.3.1.
 */
public final class MysqlSubject implements Subject {
    private static final double MICROS_A_MILLI = 1000;

    private static final Statements STATEMENTS =
            new Statements(
                    "SELECT 1",
                    "SELECT beat FROM rsvp_probe.beat WHERE provider = '%s0'".formatted(ROWS),
                    slot -> "START TRANSACTION; " + write(slot),
                    true,
                    Optional.empty(),
                    MysqlSubject::write,
                    "SELECT BENCHMARK(20000, sha2('rsvp', 256)) AS work,"
                            + " timestampdiff(MICROSECOND, now(6), sysdate(6)) * 1e-3 AS millis",
                    "ROLLBACK",
                    "DELETE FROM rsvp_probe.beat WHERE provider LIKE '%s%%'".formatted(ROWS));

    private static final String OWN =
            """
            SELECT count(*) AS sessions FROM information_schema.processlist
            WHERE user = substring_index(user(), '@', 1)
            """;

    private static final String WAITING =
            """
            SELECT count(*) AS sessions,
                coalesce(sum(state LIKE 'Waiting for % lock'), 0) AS locked,
                coalesce(sum(state LIKE '%ommit%'), 0) AS flushing,
                coalesce(sum(state LIKE 'Waiting for semi-sync%'), 0) AS standby,
                max(CASE WHEN state LIKE 'Waiting for % lock' THEN state END) AS example
            FROM information_schema.processlist
            WHERE user = substring_index(user(), '@', 1) AND id <> connection_id()
                AND info LIKE '%INTO rsvp_probe.beat%benchmark:%'
            """;

    private static final String COUNTED =
            """
            SHOW GLOBAL STATUS WHERE Variable_name IN ('Innodb_row_lock_time',
                'Rpl_semi_sync_master_tx_waits', 'Rpl_semi_sync_master_tx_wait_time',
                'Rpl_semi_sync_source_tx_waits', 'Rpl_semi_sync_source_tx_wait_time')
            """;

    private final Connector connector;
    private final ServerHost host;

    /**
     * @param host knows whether the server runs on our host
     */
    public MysqlSubject(Connector connector, ServerHost host) {
        this.connector = connector;
        this.host = host;
    }

    /** Every session begins with autocommit. */
    private static String write(int slot) {
        return "INSERT INTO rsvp_probe.beat (provider, beat, at) VALUES ('"
                + ROWS
                + slot
                + "', 1, now(6)) ON DUPLICATE KEY UPDATE beat = beat + 1, at = now(6)";
    }

    /** A session of the load. */
    private record MysqlSeat(MysqlSession session) implements Seat {
        @Override
        public RowSet<Row> run(String statements, Deadline deadline)
                throws ExecutionException, TimeoutException, InterruptedException {
            return session.run(statements, deadline);
        }

        /** Threads of one process serve them all. */
        @Override
        public OptionalInt process() {
            return OptionalInt.empty();
        }

        @Override
        public void close() {
            session.close();
        }
    }

    @Override
    public Seat open(Deadline deadline)
            throws LayerFailure, TimeoutException, InterruptedException {
        return new MysqlSeat(connector.open(Attempt.by(deadline)));
    }

    @Override
    public Statements statements() {
        return STATEMENTS;
    }

    /** The account's own limit counts where it is the narrower one. */
    @Override
    public Standing standing(Seat seat, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        Survey survey = ((MysqlSeat) seat).session().survey(deadline);
        Optional<String> readOnly = survey.readOnly().map(name -> name + " is on");
        int used = Math.toIntExact(survey.count("Threads_connected"));
        int most = survey.variable("max_connections").map(Integer::parseInt).orElse(0);
        int own = seat.run(OWN, deadline).iterator().next().getInteger("sessions");
        return survey.most() > 0 && survey.most() - own < most - used
                ? new Standing(readOnly, own, Math.toIntExact(survey.most()))
                : new Standing(readOnly, used, most);
    }

    @Override
    public Waiting waiting(Seat seat, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        Row row = seat.run(WAITING, deadline).iterator().next();
        return new Waiting(
                row.getInteger("sessions"),
                row.getInteger("locked"),
                row.getInteger("flushing"),
                row.getInteger("standby"),
                Optional.ofNullable(row.getString("example"))
                        .map(state -> "somebody else: " + state));
    }

    @Override
    public Counted counted(Seat seat, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        Map<String, Double> values = new HashMap<>();
        for (Row row : seat.run(COUNTED, deadline)) {
            values.put(
                    row.getString(0).toLowerCase(Locale.ROOT).replace("_source_", "_master_"),
                    Double.parseDouble(row.getString(1)));
        }
        return new Counted(
                values.getOrDefault("innodb_row_lock_time", 0.0),
                Math.round(values.getOrDefault("rpl_semi_sync_master_tx_waits", 0.0)),
                values.getOrDefault("rpl_semi_sync_master_tx_wait_time", 0.0) / MICROS_A_MILLI);
    }

    @Override
    public Optional<CpuTime> cpu(Collection<Seat> seats) {
        return host.pid().flatMap(CpuTime::ofThreads);
    }

    @Override
    public Trouble trouble(Throwable thrown) {
        if (!(thrown instanceof MySQLException error)) {
            return Trouble.OTHER;
        }
        return switch (error.getErrorCode()) {
            case 1205, 1213, 1969, 3024 -> Trouble.LOCKED;
            case 1040, 1203, 1226 -> Trouble.FULL;
            case 1044, 1142, 1143, 1146, 1049 -> Trouble.NOT_ALLOWED;
            default -> Trouble.OTHER;
        };
    }

    @Override
    public String said(Throwable thrown) {
        return thrown instanceof MySQLException error
                ? "%s (error %d)".formatted(MysqlSignals.message(error), error.getErrorCode())
                : String.valueOf(thrown.getMessage());
    }
}
