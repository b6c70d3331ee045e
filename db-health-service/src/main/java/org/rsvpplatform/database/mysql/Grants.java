package org.rsvpplatform.database.mysql;

import static org.rsvpplatform.database.mysql.connection.Sql.identifier;
import static org.rsvpplatform.database.mysql.connection.Sql.literal;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.rsvpplatform.database.mysql.connection.MysqlSettings;
import org.rsvpplatform.database.mysql.connection.ServerVersion.Product;
import org.rsvpplatform.database.mysql.failover.FenceKind;
import org.rsvpplatform.database.mysql.failover.UnboundAccounts;

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
        settings.administrator().ifPresent(a -> lines.addAll(administrator(a.user())));
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
        List<String> lines = new ArrayList<>();
        lines.add(
                "-- The observer sees how replication is, and which accounts there are but not"
                        + " their passwords: it tells a wrong password from a missing user.");
        lines.add(create(user));
        lines.add("GRANT PROCESS, SHOW DATABASES, %s ON *.* TO %s;".formatted(monitor, user));
        lines.addAll(accounts(user));
        lines.add(
                "-- What the server counts of its sessions, statements and locks, where"
                        + " performance_schema is on.");
        counted().stream()
                .map(table -> "GRANT SELECT ON performance_schema.%s TO %s;".formatted(table, user))
                .forEach(lines::add);
        return lines;
    }

    private List<String> administrator(String name) {
        if (product != Product.MARIADB) {
            return List.of("-- MySQL is not failed over: an administrator is of no use here.");
        }
        String user = account(name);
        List<String> lines = new ArrayList<>();
        lines.add("-- The administrator promotes a replica, and stops a primary in order.");
        lines.add(create(user));
        lines.add(
                "GRANT READ_ONLY ADMIN, REPLICATION SLAVE ADMIN, REPLICATION MASTER ADMIN, SLAVE"
                        + " MONITOR, RELOAD, SHUTDOWN ON *.* TO %s;".formatted(user));
        lines.add("-- The newest epoch that this data has seen, one row a group.");
        lines.add(
                "CREATE TABLE IF NOT EXISTS rsvp_probe.epoch (group_name varchar(64) NOT NULL"
                        + " PRIMARY KEY, provider varchar(64) NOT NULL, epoch bigint NOT NULL, at"
                        + " timestamp(6) NOT NULL);");
        lines.add("GRANT SELECT, INSERT, UPDATE ON rsvp_probe.epoch TO %s;".formatted(user));
        lines.add("-- Tells this pair's servers from another's before one is fenced.");
        lines.add("GRANT SELECT ON rsvp_probe.beat TO %s;".formatted(user));
        settings.observer().ifPresent(o -> lines.addAll(returns(account(o.user()))));
        lines.add(
                "-- Which accounts read_only does not bind, without their passwords; those that a"
                        + " fence has locked.");
        UnboundAccounts.TABLES.forEach(line -> lines.add(line.strip()));
        lines.add("GRANT SELECT ON rsvp_probe.account TO %s;".formatted(user));
        lines.add(
                "GRANT SELECT, INSERT, UPDATE, DELETE ON rsvp_probe.locked TO %s;".formatted(user));
        lines.add("-- For the fence that locks them, where a shutdown is not wanted:");
        lines.add(
                "-- GRANT %s ON *.* TO %s;"
                        .formatted(String.join(", ", FenceKind.ACCOUNTS.takes()), user));
        return lines;
    }

    /** Without it the administrator logs in for this. */
    private static List<String> returns(String observer) {
        return List.of(
                "-- Both are asked of a former primary that is back, in the observer's session that"
                        + " is open already.",
                "GRANT SELECT ON rsvp_probe.epoch TO %s;".formatted(observer),
                "GRANT SELECT ON rsvp_probe.beat TO %s;".formatted(observer));
    }

    /** Which accounts there are, and how old the passwords of ours; no hash. */
    private List<String> accounts(String user) {
        String columns = "GRANT SELECT (Host, User, plugin, ssl_type%s) ON mysql.user TO %s;";
        return switch (product) {
            case MARIADB ->
                    List.of(
                            columns.formatted("", user),
                            "-- The age of our passwords alone, as MariaDB keeps it beside their"
                                    + " hashes.",
                            "CREATE OR REPLACE SQL SECURITY DEFINER VIEW rsvp_probe.password_age AS"
                                    + " SELECT User, Host, json_value(Priv,"
                                    + " '$.password_last_changed') AS changed, json_value(Priv,"
                                    + " '$.password_lifetime') AS lifetime FROM mysql.global_priv"
                                    + " WHERE User IN (%s);".formatted(ours()),
                            "GRANT SELECT ON rsvp_probe.password_age TO %s;".formatted(user));
            case MYSQL ->
                    List.of(columns.formatted(", password_last_changed, password_lifetime", user));
        };
    }

    private String ours() {
        return Stream.concat(Stream.of(settings.login()), settings.observer().stream())
                .map(login -> literal(login.user()))
                .collect(Collectors.joining(", "));
    }

    private List<String> counted() {
        List<String> tables =
                new ArrayList<>(
                        List.of(
                                "session_connect_attrs",
                                "events_statements_summary_by_digest",
                                "threads",
                                "metadata_locks"));
        if (product == Product.MYSQL) {
            tables.addAll(List.of("data_locks", "data_lock_waits"));
        }
        return tables;
    }

    private String account(String user) {
        return literal(user) + "@" + literal(host);
    }

    private static String create(String account) {
        return "CREATE USER IF NOT EXISTS %s IDENTIFIED BY '<password>';".formatted(account);
    }
}
