package org.rsvpplatform.sandbox.postgresql;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import org.rsvpplatform.sandbox.process.SandboxException;

/**
 * Makes a pair's former primary its standby, while the present primary goes on serving. Its old
 * data are kept aside unless the two have never come apart.
 */
final class Rejoining {
    private static final Duration AS_IT_IS = Duration.ofSeconds(2);
    private static final Duration CATCHES_UP = Duration.ofSeconds(20);
    private static final int KEPT = 2;

    /** Since 15 the functions of a backup have other names. */
    private static final int RENAMED = 150_000;

    private final PostgresPair pair;
    private final PostgresServer primary;
    private final PostgresServer standby;

    Rejoining(PostgresPair pair) {
        this.pair = pair;
        this.primary = pair.primary();
        this.standby = pair.standby();
    }

    Optional<Path> rejoin() {
        Optional<Path> kept = Optional.empty();
        if (!follows() && !followsAsItIs()) {
            standby.cluster().kill();
            kept = Optional.of(standby.cluster().home().keepAside(KEPT));
            seed();
        }
        waitForIt();
        return kept;
    }

    /** Whatever it has: its data are kept aside where it was a primary, which may have written. */
    void copyAnew() {
        boolean wasPrimary = !standby.isMarkedStandby();
        standby.cluster().kill();
        if (wasPrimary) {
            standby.cluster().home().keepAside(KEPT);
        }
        seed();
        waitForIt();
    }

    private boolean follows() {
        return standby.isMarkedStandby()
                && standby.cluster().postmaster().isPresent()
                && pair.streams(Duration.ZERO);
    }

    /** One that was stopped in order, and whose primary took over from there, has all it needs. */
    private boolean followsAsItIs() {
        if (!standby.isMarkedStandby()) {
            return false;
        }
        standby.cluster().kill();
        pair.writeSettings(standby);
        try {
            standby.cluster().start();
            return pair.streams(AS_IT_IS);
        } catch (SandboxException e) {
            return false; // its data do not do
        }
    }

    /**
     * Source: PostgreSQL's manual, "Making a Base Backup Using the Low Level API". The slot keeps
     * the log until the standby has it; both end with the session.
     */
    private void seed() {
        try (Connection session = primary.maintenance().open();
                Statement statement = session.createStatement()) {
            boolean renamed =
                    Integer.parseInt(first(statement, "SHOW server_version_num")) >= RENAMED;
            first(
                    statement,
                    "SELECT pg_create_physical_replication_slot('rsvp_rejoin', true, true)");
            first(
                    statement,
                    renamed
                            ? "SELECT pg_backup_start('rsvp_rejoin', true)"
                            : "SELECT pg_start_backup('rsvp_rejoin', true, false)");
            standby.cluster().seedFrom(primary.dataDirectory());
            String label =
                    first(
                            statement,
                            renamed
                                    ? "SELECT labelfile FROM pg_backup_stop(false)"
                                    : "SELECT labelfile FROM pg_stop_backup(false, false)");
            pair.writeSettings(standby);
            standby.cluster().write("backup_label", label);
            standby.cluster().write(PostgresServer.STANDBY_SIGNAL, "");
            standby.cluster().start();
            if (!pair.streams(CATCHES_UP)) {
                throw new SandboxException(
                        "%s does not stream from %s".formatted(standby.name(), primary.name()));
            }
        } catch (SQLException e) {
            throw new SandboxException("no copy of " + primary.name(), e);
        }
    }

    private static String first(Statement statement, String query) throws SQLException {
        try (ResultSet result = statement.executeQuery(query)) {
            result.next();
            return result.getString(1);
        }
    }

    /** The pair is synchronous again, now that somebody is there to wait for. */
    private void waitForIt() {
        if (pair.writeSettings(primary)) {
            primary.reload();
        }
        if (!pair.streams()) {
            throw new SandboxException(
                    "%s does not wait for %s".formatted(primary.name(), standby.name()));
        }
    }
}
