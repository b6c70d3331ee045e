package org.rsvpplatform.database.mysql.capacity;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rsvpplatform.database.capacity.LockWait;
import org.rsvpplatform.database.capacity.Question;
import org.rsvpplatform.database.mysql.connection.ServerVersion.Product;

/**
 * Who waits for a row that another transaction has? InnoDB stops its lock table for an instant to
 * answer, so MySQL is asked only while somebody waits; MariaDB's tables hold no other locks. A
 * transaction without a session is a prepared one. Sources: MariaDB's "Information Schema
 * INNODB_LOCK_WAITS Table"; MySQL's manual, 29.12.13.2 {@code data_lock_waits} and 17.15.2.1.
 */
record RowLocksQuestion(Product product) implements Question<List<LockWait>> {
    private static final String TRANSACTIONS =
            """
            SELECT r.trx_mysql_thread_id AS pid, b.trx_mysql_thread_id AS blocker,
                %s AS relation, %s AS waits
            """;

    @Override
    public String sql() {
        return switch (product) {
            case MARIADB ->
                    selected("l.lock_table")
                            + """
                            FROM information_schema.innodb_lock_waits w
                            JOIN information_schema.innodb_trx r ON r.trx_id = w.requesting_trx_id
                            JOIN information_schema.innodb_trx b ON b.trx_id = w.blocking_trx_id
                            LEFT JOIN information_schema.innodb_locks l
                                ON l.lock_id = w.requested_lock_id
                            ORDER BY r.trx_wait_started LIMIT 500\
                            """;
            case MYSQL ->
                    selected("concat(l.object_schema, '.', l.object_name)")
                            + """
                            FROM (SELECT * FROM information_schema.innodb_trx
                                WHERE trx_state = 'LOCK WAIT' LIMIT 50) r
                            JOIN performance_schema.data_lock_waits w
                                ON w.requesting_engine_transaction_id = r.trx_id
                            JOIN information_schema.innodb_trx b
                                ON b.trx_id = w.blocking_engine_transaction_id
                            LEFT JOIN performance_schema.data_locks l
                                ON l.engine_lock_id = w.requesting_engine_lock_id
                            ORDER BY r.trx_wait_started LIMIT 500\
                            """;
        };
    }

    private static String selected(String relation) {
        return TRANSACTIONS.formatted(
                relation, SessionsQuestion.SINCE.formatted("r.trx_wait_started"));
    }

    @Override
    public List<LockWait> read(RowSet<Row> rows) {
        Map<Long, LockWait> waits = new LinkedHashMap<>();
        for (Row row : rows) {
            LockWait wait =
                    new LockWait(
                            row.getLong("pid"),
                            List.of(row.getLong("blocker")),
                            Question.text(row, "relation").replace("`", ""),
                            Question.seconds(row.getDouble("waits")));
            waits.merge(wait.pid(), wait, RowLocksQuestion::both);
        }
        return List.copyOf(waits.values());
    }

    /** Several have what one session waits for. */
    private static LockWait both(LockWait one, LockWait other) {
        List<Long> blockers = new ArrayList<>(one.blockedBy());
        other.blockedBy().stream().filter(pid -> !blockers.contains(pid)).forEach(blockers::add);
        return new LockWait(one.pid(), blockers, one.relation(), one.waits());
    }
}
