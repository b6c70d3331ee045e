package org.rsvpplatform.database.mysql;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.rsvpplatform.kit.observe.provider.Layer;
import org.rsvpplatform.kit.observe.provider.State;
import org.rsvpplatform.sandbox.junit.Sandboxed;
import org.rsvpplatform.sandbox.mariadb.MariadbServer;
import org.rsvpplatform.sandbox.postgresql.PostgresServer;

/** A kind that does not fit the server at all. */
@Sandboxed
class KindTest {
    @Test
    void a_postgresql_behind_a_mysql_provider_is_named(PostgresServer server) {
        try (Watched watched = watch("mysql", server.servicePort())) {
            watched.probe("wrong")
                    .is(State.DOWN)
                    .at(Layer.PROTOCOL)
                    .names("db.wrong-kind")
                    .isConfirmed()
                    .doesNotName("db.connection-timeout")
                    .says("is a PostgreSQL server");
        }
    }

    @Test
    void a_mariadb_behind_a_postgresql_provider_is_named(MariadbServer server) {
        try (Watched watched = watch("postgresql", server.servicePort())) {
            watched.probe("wrong")
                    .is(State.DOWN)
                    .at(Layer.PROTOCOL)
                    .names("db.wrong-kind")
                    .isConfirmed()
                    .doesNotName("db.connection-lost")
                    .says("is a MySQL or MariaDB server (11.");
        }
    }

    @Test
    void a_mail_server_behind_a_mysql_provider_is_named() {
        try (Replayed mail =
                        Replayed.server(
                                talk -> {
                                    talk.raw(Replayed.text("220 mail.example ESMTP\r\n"));
                                    talk.hear();
                                });
                Watched watched = watch("mysql", mail.port())) {
            watched.probe("wrong")
                    .is(State.DOWN)
                    .at(Layer.PROTOCOL)
                    .names("db.wrong-kind")
                    .isConfirmed()
                    .says("is a mail or FTP server");
        }
    }

    private static Watched watch(String kind, int port) {
        return Watched.of(
                "wrong",
                Map.of(
                        "wrong",
                        "{ kind: %s, host: 127.0.0.1, port: %d, database: rsvp, user: rsvp,"
                                        .formatted(kind, port)
                                + " password: pw-of-nobody }"));
    }
}
