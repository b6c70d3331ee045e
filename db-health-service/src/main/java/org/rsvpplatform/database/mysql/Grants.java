package org.rsvpplatform.database.mysql;

import static org.rsvpplatform.database.mysql.connection.Sql.identifier;
import static org.rsvpplatform.database.mysql.connection.Sql.literal;

import java.util.ArrayList;
import java.util.List;
import org.rsvpplatform.database.mysql.connection.MysqlSettings;
import org.rsvpplatform.database.mysql.connection.ServerVersion.Product;

/**
 * The least that the platform's user and the observer need, as lines that an administrator pastes.
 * They are plain SQL, so any client runs them; running them twice does no harm. What MariaDB and
 * MySQL call differently stands as the server at hand calls it.
 *
 * @param host the host of the users' accounts, {@code %} where it is not known
 */
record Grants(MysqlSettings settings, Product product, String host) {

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("-- As administrator of a %s server.".formatted(product.label()));
        lines.addAll(platform());
        settings.observer().ifPresent(o -> lines.addAll(observer(o.user())));
        return List.copyOf(lines);
    }

    private List<String> platform() {
        String user = account(settings.login().user());
        String database = identifier(settings.database().replace("_", "\\_"));
        return List.of(
                "-- The user of the platform's programs: its login, and the tables of its"
                        + " database.",
                create(user),
                "GRANT SELECT, INSERT, UPDATE, DELETE ON %s.* TO %s;".formatted(database, user),
                "-- One row a provider, which the write check updates; a benchmark has a few more"
                        + " while it runs.",
                "CREATE DATABASE IF NOT EXISTS rsvp_probe;",
                "CREATE TABLE IF NOT EXISTS rsvp_probe.beat (provider varchar(64) NOT NULL PRIMARY"
                        + " KEY, beat bigint NOT NULL, at timestamp(6) NOT NULL);",
                "GRANT SELECT, INSERT, UPDATE, DELETE ON rsvp_probe.beat TO %s;".formatted(user));
    }

    private List<String> observer(String name) {
        String user = account(name);
        String monitor =
                switch (product) {
                    case MARIADB -> "SLAVE MONITOR, BINLOG MONITOR";
                    case MYSQL -> "REPLICATION CLIENT";
                };
        return List.of(
                "-- The observer sees how replication is, and which accounts there are but not"
                        + " their passwords: it tells a wrong password from a missing user.",
                create(user),
                "GRANT PROCESS, SHOW DATABASES, %s ON *.* TO %s;".formatted(monitor, user),
                "GRANT SELECT (Host, User, plugin, ssl_type) ON mysql.user TO %s;".formatted(user));
    }

    private String account(String user) {
        return literal(user) + "@" + literal(host);
    }

    private static String create(String account) {
        return "CREATE USER IF NOT EXISTS %s IDENTIFIED BY '<password>';".formatted(account);
    }
}
