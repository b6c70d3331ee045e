package org.rsvpplatform.database.postgresql;

import static org.rsvpplatform.database.postgresql.connection.Sql.identifier;
import static org.rsvpplatform.database.postgresql.connection.Sql.literal;

import java.util.ArrayList;
import java.util.List;
import org.rsvpplatform.database.postgresql.connection.PostgresSettings;
import org.rsvpplatform.database.postgresql.failover.FenceKind;

/**
 * The least that the platform's user and the observer need, as lines that an administrator pastes.
 * They are plain SQL, so any client runs them; running them twice does no harm.
 */
final class Grants {
    private Grants() {}

    static List<String> of(PostgresSettings settings) {
        List<String> lines = new ArrayList<>();
        lines.add("-- As superuser, connected to database %s.".formatted(settings.database()));
        lines.addAll(platform(settings));
        settings.observer().ifPresent(o -> lines.addAll(observer(settings, o.user())));
        settings.administrator().ifPresent(a -> lines.addAll(administrator(settings, a.user())));
        return List.copyOf(lines);
    }

    private static List<String> platform(PostgresSettings settings) {
        String user = identifier(settings.login().user());
        return List.of(
                "-- The user of the platform's programs: its login, and the tables of schema"
                        + " public.",
                role(settings.login().user()),
                "GRANT CONNECT ON DATABASE %s TO %s;"
                        .formatted(identifier(settings.database()), user),
                "GRANT USAGE ON SCHEMA public TO %s;".formatted(user),
                "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO %s;"
                        .formatted(user),
                "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO %s;".formatted(user),
                "-- One row a provider, which the write check updates; a benchmark has a few more"
                        + " while it runs.",
                "CREATE SCHEMA IF NOT EXISTS rsvp_probe;",
                "CREATE TABLE IF NOT EXISTS rsvp_probe.beat (provider text PRIMARY KEY, beat bigint"
                        + " NOT NULL, at timestamptz NOT NULL);",
                "GRANT USAGE ON SCHEMA rsvp_probe TO %s;".formatted(user),
                "GRANT SELECT, INSERT, UPDATE, DELETE ON rsvp_probe.beat TO %s;".formatted(user));
    }

    private static List<String> observer(PostgresSettings settings, String name) {
        String user = identifier(name);
        return List.of(
                "-- The observer reads statistics; it tells a wrong password from a missing role.",
                role(name),
                "GRANT CONNECT ON DATABASE %s TO %s;"
                        .formatted(identifier(settings.database()), user),
                "GRANT pg_monitor TO %s;".formatted(user));
    }

    private static List<String> administrator(PostgresSettings settings, String name) {
        String user = identifier(name);
        List<String> lines = new ArrayList<>(promotion(settings, name, user));
        settings.observer().ifPresent(o -> lines.addAll(returns(identifier(o.user()))));
        lines.add("-- For a fence without a hook, the weakest: roles are locked.");
        lines.addAll(fence(FenceKind.ROLES, name));
        lines.add(
                "-- A better one: pg_hba.conf lets nobody in. Whoever may write the server's files"
                        + " can make himself a superuser.");
        fence(FenceKind.HBA, name).forEach(line -> lines.add("-- " + line));
        lines.add("-- The best: a shutdown in order.");
        fence(FenceKind.SHUTDOWN, name).forEach(line -> lines.add("-- " + line));
        return lines;
    }

    private static List<String> fence(FenceKind kind, String name) {
        return kind.takes().stream().map(right -> right.grantTo(name)).toList();
    }

    private static List<String> promotion(PostgresSettings settings, String name, String user) {
        return List.of(
                "-- The administrator promotes a standby; that takes no more than this.",
                role(name),
                "GRANT CONNECT ON DATABASE %s TO %s;"
                        .formatted(identifier(settings.database()), user),
                "GRANT EXECUTE ON FUNCTION pg_catalog.pg_promote(boolean, integer) TO %s;"
                        .formatted(user),
                "GRANT EXECUTE ON FUNCTION pg_catalog.pg_reload_conf() TO %s;".formatted(user),
                "-- 15 or newer; before, ALTER SYSTEM takes a superuser.",
                "GRANT ALTER SYSTEM ON PARAMETER synchronous_standby_names TO %s;".formatted(user),
                "-- The newest epoch that this data has seen, one row a group.",
                "CREATE SCHEMA IF NOT EXISTS rsvp_probe;",
                "CREATE TABLE IF NOT EXISTS rsvp_probe.epoch (group_name text PRIMARY KEY, provider"
                        + " text NOT NULL, epoch bigint NOT NULL, at timestamptz NOT NULL);",
                "GRANT USAGE ON SCHEMA rsvp_probe TO %s;".formatted(user),
                "GRANT SELECT, INSERT, UPDATE ON rsvp_probe.epoch TO %s;".formatted(user));
    }

    /** Without it the administrator logs in for this. */
    private static List<String> returns(String observer) {
        return List.of(
                "-- Whose epoch is the newer one is asked of a former primary that is back, in the"
                        + " observer's session that is open already.",
                "GRANT USAGE ON SCHEMA rsvp_probe TO %s;".formatted(observer),
                "GRANT SELECT ON rsvp_probe.epoch TO %s;".formatted(observer));
    }

    /** Makes the role when it is not there. */
    private static String role(String name) {
        return """
        DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = %s) \
        THEN CREATE ROLE %s LOGIN PASSWORD '<password>'; END IF; END $$;\
        """
                .formatted(literal(name), identifier(name));
    }
}
