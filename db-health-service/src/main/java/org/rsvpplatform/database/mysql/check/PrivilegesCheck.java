package org.rsvpplatform.database.mysql.check;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.rsvpplatform.database.mysql.connection.MysqlSession;
import org.rsvpplatform.database.mysql.connection.Rights;
import org.rsvpplatform.database.mysql.connection.Sql;
import org.rsvpplatform.kit.observe.cause.Signal;
import org.rsvpplatform.kit.observe.probe.Check;
import org.rsvpplatform.kit.observe.probe.Outcome;
import org.rsvpplatform.kit.observe.provider.Layer;
import org.rsvpplatform.kit.time.Deadline;

/**
 * Asks whether our user may read and write the platform's tables, by its own grants. A table that
 * the user may not touch at all is not shown to it, so only what is lacking elsewhere is seen.
 */
public final class PrivilegesCheck implements Check<MysqlSession> {
    private static final int MOST_TOLD = 12;

    private final String user;
    private final String database;

    public PrivilegesCheck(String user, String database) {
        this.user = user;
        this.database = database;
    }

    @Override
    public Layer layer() {
        return Layer.AUTHORIZATION;
    }

    @Override
    public Outcome ask(MysqlSession session, Deadline deadline) throws Exception {
        // Whose grants they are stands there, for the remedy.
        session.survey(deadline);
        Rights rights = Rights.parse(strings(session.run("SHOW GRANTS", deadline)));
        if (rights.missing(database, "").isEmpty()) {
            return Outcome.passed(
                    "user %s may read and write in database %s".formatted(user, database));
        }
        return rights.roles()
                ? Outcome.passed("user %s has its privileges through roles".formatted(user))
                : judge(rights, tables(session, deadline));
    }

    private List<String> tables(MysqlSession session, Deadline deadline) throws Exception {
        return strings(
                session.run(
                        """
                        SELECT table_name FROM information_schema.tables
                        WHERE table_schema = %s AND table_type = 'BASE TABLE'
                        """
                                .formatted(Sql.literal(database)),
                        deadline));
    }

    private Outcome judge(Rights rights, List<String> tables) {
        if (tables.isEmpty()) {
            return none(rights.missing(database, ""));
        }
        Map<String, List<String>> lacking = new LinkedHashMap<>();
        TreeSet<String> everywhere = new TreeSet<>(Rights.NEEDED);
        for (String table : tables) {
            List<String> missing = rights.missing(database, table);
            everywhere.retainAll(missing);
            if (!missing.isEmpty()) {
                lacking.put(table, missing);
            }
        }
        if (!everywhere.isEmpty()) {
            return Outcome.failed(
                    missing(
                            "user %s may not %s on any of the %d tables in database %s"
                                    .formatted(
                                            user,
                                            String.join(", ", everywhere),
                                            tables.size(),
                                            database)));
        }
        if (!lacking.isEmpty()) {
            return Outcome.degraded(
                    missing(
                            "user %s lacks %s (database %s)"
                                    .formatted(user, told(lacking), database)));
        }
        return Outcome.passed(
                "user %s may read and write all %d tables in database %s"
                        .formatted(user, tables.size(), database));
    }

    /** No table is seen: there is none, or none is for us. */
    private Outcome none(List<String> missing) {
        return Outcome.failed(
                missing(
                        "user %s may not %s in database %s, and sees no table there"
                                .formatted(user, String.join(", ", missing), database)));
    }

    private static String told(Map<String, List<String>> lacking) {
        List<String> told = new ArrayList<>();
        lacking.forEach((table, words) -> words.forEach(w -> told.add(w + " on " + table)));
        return told.stream().limit(MOST_TOLD).collect(Collectors.joining(", "));
    }

    private static List<String> strings(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .map(row -> row.getString(0))
                .toList();
    }

    private static Signal missing(String detail) {
        return new Signal.Fact("privilege-missing", detail);
    }
}
