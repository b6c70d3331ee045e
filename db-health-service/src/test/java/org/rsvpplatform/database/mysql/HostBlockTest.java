package org.rsvpplatform.database.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.rsvpplatform.database.postgresql.Seen;
import org.rsvpplatform.kit.observe.provider.Layer;
import org.rsvpplatform.kit.observe.provider.State;
import org.rsvpplatform.sandbox.junit.Sandboxed;
import org.rsvpplatform.sandbox.mariadb.MariadbPair;
import org.rsvpplatform.sandbox.mariadb.MariadbServer;

/**
 * A server that resolves names counts connections that break off, and blocks their host after three
 * of them here. Loopback itself is never counted, so all clients come from another address.
 */
@Sandboxed
@Tag("full")
class HostBlockTest {
    /** More than the server forgives. */
    private static final int OFTEN = 5;

    private MariadbPair pair;
    private MariadbServer server;

    @BeforeEach
    void blocked(MariadbPair given) {
        pair = given;
        server = pair.primary();
        server.breakWith("host-blocked");
    }

    @Test
    void a_blocked_host_is_the_servers_own_word_and_its_line_unblocks_it() {
        try (Watched watched = Watched.of(pair)) {
            Seen seen =
                    watched.probe("mysql")
                            .is(State.DOWN)
                            .at(Layer.AUTHENTICATION)
                            .names("db.host-not-allowed")
                            .isConfirmed()
                            .doesNotName("db.authentication-failed")
                            .doesNotName("db.connection-lost")
                            .says("1129", "blocked because of many connection errors");

            Paste.admin(server, seen.remedy("If the host is blocked"));
            letsUsIn(watched);
        }
    }

    @Test
    void connections_that_say_nothing_do_block() throws IOException {
        forgive();
        for (int i = 0; i < OFTEN; i++) {
            try (Socket bare = bare()) {
                bare.getInputStream().read();
            }
        }
        try (Socket bare = bare()) {
            assertThat(new String(bare.getInputStream().readNBytes(80), StandardCharsets.US_ASCII))
                    .contains("is blocked because of many connection errors");
        }
    }

    @Test
    void healthy_probes_do_not_block() {
        forgive();
        try (Watched watched = Watched.of(pair)) {
            often(watched);
        }
        isWell();
    }

    @Test
    void refused_passwords_do_not_block() {
        forgive();
        try (Watched watched = Watched.with(pair).set("password", "wrong-one").open()) {
            often(watched);
        }
        isWell();
    }

    @Test
    void a_missing_database_does_not_block() {
        forgive();
        try (Watched watched = Watched.with(pair).set("database", "rsvp_gone").open()) {
            often(watched);
        }
        isWell();
    }

    @Test
    void a_certificate_that_we_refuse_does_not_block() {
        forgive();
        try (Watched watched =
                Watched.with(pair).set("host", Watched.ALIAS).tls("verify-full").open()) {
            for (int i = 0; i < OFTEN; i++) {
                watched.probe("mysql").is(State.DOWN).at(Layer.TLS).says("name-mismatch");
            }
        }
        isWell();
    }

    @Test
    void a_server_that_slept_does_not_block_who_asked_meanwhile() {
        forgive();
        try (Watched watched = Watched.of(pair)) {
            letsUsIn(watched);
            signal("STOP");
            try {
                for (int i = 0; i < OFTEN; i++) {
                    watched.probe("mysql").is(State.DOWN).names("db.connection-timeout");
                }
            } finally {
                signal("CONT");
            }
        }
        isWell();
    }

    @Test
    void a_provider_of_another_kind_does_not_block_the_platforms_own_host() {
        forgive();
        try (Watched watched =
                Watched.of(
                        "wrong",
                        Map.of(
                                "wrong",
                                "{ kind: postgresql, host: 127.0.0.1, port: %d, database: rsvp,"
                                                .formatted(server.servicePort())
                                        + " user: rsvp, password: pw-of-nobody }"))) {
            for (int i = 0; i < OFTEN; i++) {
                watched.probe("wrong").is(State.DOWN).names("db.wrong-kind");
            }
        }
        isWell();
    }

    private void signal(String signal) {
        server.shell("kill -%s %d".formatted(signal, server.pid().orElseThrow()));
    }

    private static void often(Watched watched) {
        for (int i = 0; i < OFTEN; i++) {
            watched.probe("mysql");
        }
    }

    /** The replica may still be on its way back to a primary that was started anew. */
    private void isWell() {
        try (Watched watched = Watched.of(pair)) {
            letsUsIn(watched);
        }
    }

    private static void letsUsIn(Watched watched) {
        Seen seen = watched.probe("mysql");
        assertThat(seen.report().result(Layer.AUTHENTICATION).orElseThrow().outcome().label())
                .as("%s", seen)
                .isEqualTo("passed");
    }

    private void forgive() {
        server.sqlHere("FLUSH HOSTS");
    }

    private Socket bare() throws IOException {
        Socket socket = new Socket();
        socket.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.2"), 0));
        socket.connect(new InetSocketAddress("127.0.0.1", server.directPort()));
        return socket;
    }
}
