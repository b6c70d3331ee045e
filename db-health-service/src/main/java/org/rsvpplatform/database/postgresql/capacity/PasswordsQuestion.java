package org.rsvpplatform.database.postgresql.capacity;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.List;
import org.rsvpplatform.database.capacity.Expiry;
import org.rsvpplatform.database.capacity.Question;
import org.rsvpplatform.database.postgresql.connection.Sql;

/** Until when are the passwords of our users good? Source: PostgreSQL's manual, CREATE ROLE. */
final class PasswordsQuestion implements Question<List<Expiry>> {
    private final List<String> users;

    PasswordsQuestion(List<String> users) {
        this.users = users;
    }

    @Override
    public String sql() {
        return """
        SELECT rolname::text AS role, rolvaliduntil::text AS until,
            extract(epoch FROM rolvaliduntil - clock_timestamp())::float8 AS left
        FROM pg_catalog.pg_roles
        WHERE rolname IN (%s)
            AND CASE WHEN rolvaliduntil IS NULL THEN false ELSE isfinite(rolvaliduntil) END\
        """
                .formatted(Sql.literals(users));
    }

    @Override
    public List<Expiry> read(RowSet<Row> rows) {
        List<Expiry> expiries = new ArrayList<>();
        for (Row row : rows) {
            expiries.add(
                    new Expiry(
                            row.getString("role"),
                            "",
                            row.getString("until"),
                            Question.seconds(row.getDouble("left"))));
        }
        return expiries;
    }
}
