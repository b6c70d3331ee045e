package org.rsvpplatform.database.mysql.capacity;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.List;
import org.rsvpplatform.database.capacity.Expiry;
import org.rsvpplatform.database.capacity.Question;
import org.rsvpplatform.database.capacity.Seen;
import org.rsvpplatform.database.mysql.connection.ServerVersion.Product;
import org.rsvpplatform.database.mysql.connection.Sql;

/**
 * Until when are the passwords of our users good? MySQL has two columns for it. MariaDB keeps it
 * beside the hashes, in one document that is granted as a whole or not at all; a view of the
 * administrator's shows of it what {@code providers:grants} says. Sources: MySQL's manual, 8.2.15
 * Password Management; MariaDB's "User Password Expiry" and "mysql.global_priv Table".
 */
record PasswordsQuestion(Product product, List<String> users)
        implements Question<Seen<List<Expiry>>> {
    static final String VIEW = "rsvp_probe.password_age";

    @Override
    public String sql() {
        return """
        SELECT role, host, cast(from_unixtime(changed + days * 86400) AS char) AS until,
            changed + days * 86400e0 - unix_timestamp() AS remaining
        FROM (SELECT User AS role, Host AS host, %s) u
        WHERE changed > 0 AND days > 0 ORDER BY 4 LIMIT 20\
        """
                .formatted(
                        switch (product) {
                            case MARIADB -> from("changed", "nullif(lifetime, -1)", VIEW);
                            case MYSQL ->
                                    from(
                                            "unix_timestamp(password_last_changed)",
                                            "password_lifetime",
                                            "mysql.user");
                        });
    }

    private String from(String changed, String lifetime, String table) {
        return "%s AS changed, coalesce(%s, @@global.default_password_lifetime) AS days FROM %s WHERE User IN (%s)"
                .formatted(changed, lifetime, table, Sql.literals(users));
    }

    @Override
    public Seen<List<Expiry>> read(RowSet<Row> rows) {
        List<Expiry> expiries = new ArrayList<>();
        for (Row row : rows) {
            expiries.add(
                    new Expiry(
                            row.getString("role"),
                            row.getString("host"),
                            row.getString("until"),
                            Question.seconds(row.getDouble("remaining"))));
        }
        return new Seen.There<>(expiries);
    }

    /** What stands in the way of asking. */
    static Seen<List<Expiry>> hidden(Product product) {
        return new Seen.Missing<>(
                switch (product) {
                    case MARIADB ->
                            "MariaDB keeps the age of passwords beside their hashes, which the"
                                    + " observer must not read; providers:grants prints the view %s"
                                            .formatted(VIEW)
                                    + " that shows the age alone";
                    case MYSQL ->
                            "the observer may not read the age of passwords (mysql.user);"
                                    + " providers:grants prints the lines that let it";
                });
    }
}
