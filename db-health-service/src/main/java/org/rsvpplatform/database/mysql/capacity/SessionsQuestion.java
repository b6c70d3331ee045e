package org.rsvpplatform.database.mysql.capacity;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.rsvpplatform.database.capacity.ClientSession;
import org.rsvpplatform.database.capacity.ClientSession.State;
import org.rsvpplatform.database.capacity.Fingerprint;
import org.rsvpplatform.database.capacity.Question;
import org.rsvpplatform.database.mysql.connection.ServerVersion.Product;

/**
 * Who is connected, and since when? Its own session is left out, and so are the server's own
 * threads. InnoDB dates transactions by the clock of the server's host, whatever time zone a
 * session has. Sources: MySQL's manual, 28.3.23 PROCESSLIST, 28.4.28 INNODB_TRX, 29.12.9.2 {@code
 * session_connect_attrs}; MariaDB's "Information Schema PROCESSLIST Table", which counts
 * milliseconds.
 *
 * @param product MySQL counts whole seconds
 * @param named whether the names that clients give themselves can be read
 * @param observer whose sessions are ours, where no names can be read
 */
record SessionsQuestion(Product product, boolean named, String observer)
        implements Question<List<ClientSession>> {
    /** The time since this moment of InnoDB's, in seconds. */
    static final String SINCE =
            "greatest(0, timestampdiff(MICROSECOND, %s, convert_tz(sysdate(6),"
                    + " @@session.time_zone, 'SYSTEM')) / 1e6)";

    private static final String NAMES =
            """
            LEFT JOIN (SELECT processlist_id AS id,
                    coalesce(max(CASE WHEN attr_name = 'program_name' THEN attr_value END),
                        max(CASE WHEN attr_name = '_client_name' THEN attr_value END)) AS name
                FROM performance_schema.session_connect_attrs
                WHERE attr_name IN ('program_name', '_client_name') GROUP BY processlist_id) a
                ON a.id = p.id
            """;

    @Override
    public String sql() {
        return """
        SELECT p.id AS pid, p.user AS role, p.host AS client, p.db AS db, p.command AS command,
            p.state AS doing, %s AS in_state, %s AS in_transaction,
            t.waits AS waits, left(p.info, 400) AS statement, %s AS application
        FROM information_schema.processlist p
        LEFT JOIN (SELECT trx_mysql_thread_id AS id, min(trx_started) AS started,
                max(trx_state = 'LOCK WAIT') AS waits
            FROM information_schema.innodb_trx GROUP BY trx_mysql_thread_id) t ON t.id = p.id
        %sWHERE p.id <> connection_id() AND p.command <> 'Daemon'
            AND p.user NOT IN ('system user', 'event_scheduler')
        ORDER BY p.id LIMIT 5000\
        """
                .formatted(
                        product == Product.MARIADB ? "p.time_ms / 1e3" : "p.time * 1e0",
                        SINCE.formatted("t.started"),
                        named ? "a.name" : "NULL",
                        named ? NAMES : "");
    }

    @Override
    public List<ClientSession> read(RowSet<Row> rows) {
        List<ClientSession> sessions = new ArrayList<>();
        for (Row row : rows) {
            sessions.add(session(row));
        }
        return sessions;
    }

    private ClientSession session(Row row) {
        Optional<Duration> transaction =
                Optional.ofNullable(row.getDouble("in_transaction")).map(Question::seconds);
        State state = state(row.getString("command"), transaction.isPresent());
        Duration inState = Question.seconds(row.getDouble("in_state"));
        boolean works = state == State.ACTIVE;
        String user = Question.text(row, "role");
        return new ClientSession(
                row.getLong("pid"),
                user,
                !named && user.equals(observer)
                        ? ClientSession.OURS
                        : Question.text(row, "application"),
                Question.text(row, "db"),
                address(Question.text(row, "client")),
                state,
                inState,
                transaction,
                works ? Optional.of(inState) : Optional.empty(),
                works ? waitsFor(row) : "",
                Fingerprint.mysql(Question.text(row, "statement")));
    }

    private static State state(String command, boolean inTransaction) {
        return switch (command) {
            case null -> State.HIDDEN;
            case "Sleep" -> inTransaction ? State.IDLE_IN_TRANSACTION : State.IDLE;
            case "Query", "Execute", "Prepare", "Fetch", "Field List", "Init DB" -> State.ACTIVE;
            default -> State.OTHER;
        };
    }

    private static String waitsFor(Row row) {
        Long inRow = row.getLong("waits");
        String doing = Question.text(row, "doing");
        return inRow != null && inRow > 0
                ? "Waiting for a row lock"
                : doing.startsWith("Waiting for") || doing.equals("User lock") ? doing : "";
    }

    /** Without the port; a local socket has no address. */
    private static String address(String client) {
        return client.equals("localhost") ? "" : client.replaceFirst(":\\d+$", "");
    }
}
