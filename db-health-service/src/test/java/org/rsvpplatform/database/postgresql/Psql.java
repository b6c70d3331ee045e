package org.rsvpplatform.database.postgresql;

import java.util.List;
import org.rsvpplatform.sandbox.postgresql.PostgresServer;

/** An administrator at a server's host who pastes what a remedy says. */
final class Psql {
    private Psql() {}

    /** Lines of SQL, with the real password in its place; each must work. */
    static void paste(PostgresServer server, List<String> lines) {
        paste(server, server.database(), lines);
    }

    /** The same in another database, for when the platform's is gone. */
    static void paste(PostgresServer server, String database, List<String> lines) {
        String sql =
                String.join("\n", lines)
                        .replace("<new password>", "'" + server.password() + "'")
                        .replace("<password>", server.password());
        server.shell(
                """
                psql -X -q -v ON_ERROR_STOP=1 -d %s -f - >/dev/null <<'LINES'
                SET synchronous_commit = local;
                %s
                LINES
                """
                        .formatted(database, sql));
    }

    /** Lines for a standby, which takes no settings of ours. */
    static void read(PostgresServer server, List<String> lines) {
        server.shell(
                """
                psql -X -q -v ON_ERROR_STOP=1 -d rsvp -f - >/dev/null <<'LINES'
                %s
                LINES
                """
                        .formatted(String.join("\n", lines)));
    }
}
