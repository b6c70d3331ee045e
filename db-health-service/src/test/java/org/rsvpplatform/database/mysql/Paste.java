package org.rsvpplatform.database.mysql;

import java.util.List;
import org.rsvpplatform.sandbox.mariadb.MariadbServer;

/** Pastes lines into the server's own client, as an administrator would. */
public final class Paste {
    private Paste() {}

    /** Lines for the administrator, with the real password in its place. */
    public static void admin(MariadbServer server, List<String> lines) {
        admin(server, "mariadb", lines);
    }

    /** The same over TLS, for a server that takes nothing else. */
    static void adminWithTls(MariadbServer server, List<String> lines) {
        admin(server, "mariadb --ssl --skip-ssl-verify-server-cert", lines);
    }

    private static void admin(MariadbServer server, String client, List<String> lines) {
        String sql =
                String.join("\n", lines)
                        .replace("<new password>", "'" + server.password() + "'")
                        .replace("<password>", server.password());
        server.shell(
                """
                %s >/dev/null <<'LINES'
                %s
                LINES
                """
                        .formatted(client, sql));
    }
}
