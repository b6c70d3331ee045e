package org.rsvpplatform.database.mysql;

import java.util.List;
import org.rsvpplatform.sandbox.mariadb.MariadbServer;

/** Pastes lines into the server's own client, as an administrator would. */
final class Paste {
    private Paste() {}

    /** Lines for the administrator, with the real password in its place. */
    static void admin(MariadbServer server, List<String> lines) {
        String sql =
                String.join("\n", lines)
                        .replace("<new password>", "'" + server.password() + "'")
                        .replace("<password>", server.password());
        server.shell(
                """
                mariadb >/dev/null <<'LINES'
                %s
                LINES
                """
                        .formatted(sql));
    }
}
