package org.rsvpplatform.database.postgresql.capacity;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.List;
import org.rsvpplatform.database.capacity.Question;

/**
 * How far are the databases from running out of transaction numbers, and who keeps old ones needed?
 * Source: PostgreSQL's manual, 25.1.5 Preventing Transaction ID Wraparound Failures.
 */
final class AgesQuestion implements Question<AgesQuestion.Ages> {
    /**
     * Its answer.
     *
     * @param freeze from which age on autovacuum is forced to work
     * @param failsafe from which age on it leaves everything else aside
     * @param holders who needs old transactions, in words
     */
    record Ages(
            List<Database> databases,
            long freeze,
            long failsafe,
            long multixactFreeze,
            long multixactFailsafe,
            List<String> holders) {}

    /**
     * One database.
     *
     * @param connectable a database that isn't (template0) is frozen by autovacuum alone
     */
    record Database(String name, long age, long multixactAge, boolean connectable) {}

    @Override
    public String sql() {
        return """
        SELECT d.datname::text AS name, age(d.datfrozenxid)::bigint AS age,
            mxid_age(d.datminmxid)::bigint AS multixact_age, d.datallowconn AS connectable,
            current_setting('autovacuum_freeze_max_age')::bigint AS freeze,
            current_setting('vacuum_failsafe_age')::bigint AS failsafe,
            current_setting('autovacuum_multixact_freeze_max_age')::bigint AS multixact_freeze,
            current_setting('vacuum_multixact_failsafe_age')::bigint AS multixact_failsafe,
            (SELECT format('session %s of user %s (%s) since %s transactions', pid, usename,
                    application_name, age(backend_xmin)) FROM pg_catalog.pg_stat_activity
                WHERE backend_xmin IS NOT NULL AND pid <> pg_backend_pid()
                ORDER BY age(backend_xmin) DESC LIMIT 1) AS session,
            (SELECT format('prepared transaction %s since %s transactions', gid, age(transaction))
                FROM pg_catalog.pg_prepared_xacts ORDER BY age(transaction) DESC LIMIT 1)
                AS prepared,
            (SELECT format('replication slot %s since %s transactions', slot_name,
                    greatest(age(xmin), age(catalog_xmin))) FROM pg_catalog.pg_replication_slots
                WHERE xmin IS NOT NULL OR catalog_xmin IS NOT NULL
                ORDER BY greatest(age(xmin), age(catalog_xmin)) DESC LIMIT 1) AS slot
        FROM pg_catalog.pg_database d ORDER BY age(d.datfrozenxid) DESC LIMIT 50\
        """;
    }

    @Override
    public Ages read(RowSet<Row> rows) {
        List<Database> databases = new ArrayList<>();
        List<String> holders = new ArrayList<>();
        Row last = null;
        for (Row row : rows) {
            databases.add(
                    new Database(
                            row.getString("name"),
                            row.getLong("age"),
                            row.getLong("multixact_age"),
                            row.getBoolean("connectable")));
            last = row;
        }
        for (String column : new String[] {"session", "prepared", "slot"}) {
            String holder = Question.text(last, column);
            if (!holder.isEmpty()) {
                holders.add(holder);
            }
        }
        return new Ages(
                databases,
                last.getLong("freeze"),
                last.getLong("failsafe"),
                last.getLong("multixact_freeze"),
                last.getLong("multixact_failsafe"),
                holders);
    }
}
