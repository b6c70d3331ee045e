package org.rsvpplatform.database.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rsvpplatform.database.postgresql.Seen;
import org.rsvpplatform.kit.observe.provider.Layer;
import org.rsvpplatform.kit.observe.provider.State;

/** MySQL 8 by its packets, as its documentation specifies them. */
class MysqlEightTest {
    private static final String PASSWORD = "correct horse";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    1130 | db.host-not-allowed      | AUTHENTICATION | Host 'here' is not allowed to connect to this MySQL server
                    1129 | db.host-not-allowed      | AUTHENTICATION | Host 'here' is blocked because of many connection errors
                    1040 | db.too-many-connections  | CAPACITY       | Too many connections
                    1053 | db.shutting-down         | PROTOCOL       | Server shutdown in progress
                    """)
    void an_error_in_place_of_the_greeting_is_read(
            int code, String cause, Layer layer, String message) {
        try (Replayed server = Replayed.refusing(code, message);
                Watched watched = watch(server, "")) {
            watched.probe("mysql")
                    .is(State.DOWN)
                    .at(layer)
                    .names(cause)
                    .isConfirmed()
                    .says(Integer.toString(code), message);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    3118 | HY000 | db.password-expired  | Access denied for user 'rsvp'@'here'. Account is locked.
                    1862 | HY000 | db.password-expired  | Your password has expired. To log in you must change it using a client that supports expired passwords.
                    3955 | HY000 | db.password-expired  | Access denied for user 'rsvp'@'here'. Account is blocked for 2 day(s) (2 day(s) remaining) due to 3 consecutive failed logins.
                    3159 | HY000 | db.tls-required      | Connections using insecure transport are prohibited while --require_secure_transport=ON.
                    1049 | 42000 | db.database-missing  | Unknown database 'rsvp'
                    1226 | 42000 | db.too-many-connections | User 'rsvp' has exceeded the 'max_user_connections' resource (current value: 3)
                    """)
    void an_error_in_answer_to_the_login_is_read(
            int code, String state, String cause, String message) {
        try (Replayed server = Replayed.answering(Replayed.error(code, state, message));
                Watched watched = watch(server, "")) {
            watched.probe("mysql")
                    .is(State.DOWN)
                    .names(cause)
                    .isConfirmed()
                    .says(Integer.toString(code));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "client_ed25519",
                "sha256_password",
                "dialog",
                "authentication_ldap_sasl_client",
                "mysql_clear_password"
            })
    void a_plugin_that_the_client_does_not_speak_is_the_reason(String plugin) {
        try (Replayed server = Replayed.answering(Replayed.authSwitch(plugin));
                Watched watched = watch(server, "")) {
            watched.probe("mysql")
                    .is(State.DOWN)
                    .at(Layer.AUTHENTICATION)
                    .names("db.auth-method-unsupported")
                    .isConfirmed()
                    .doesNotName("db.authentication-failed")
                    .says("plugin " + plugin);

            assertThat(server.heard()).hasSizeGreaterThanOrEqualTo(2);
            assertThat(server.heard().get(1))
                    .as("the login is ended, not cut off")
                    .isEqualTo(new byte[plugin.equals("client_ed25519") ? 64 : 0]);
            assertThat(said(server)).doesNotContain(PASSWORD);
        }
    }

    @Test
    void a_server_without_tls_is_left_as_nobody_by_who_requires_it() {
        try (Replayed server = Replayed.answering(Replayed.error(1045, "28000", "Access denied"));
                Watched watched = watch(server, ", tls: { mode: require }")) {
            watched.probe("mysql")
                    .is(State.DOWN)
                    .at(Layer.TLS)
                    .names("db.tls-failed")
                    .isConfirmed()
                    .doesNotName("db.tls-required")
                    .says("offers no TLS");

            assertThat(said(server)).contains("rsvp_probe_nobody").doesNotContain("rsvp\0");
        }
    }

    @Test
    void a_login_with_caching_sha2_password_comes_in_and_sets_the_limits_of_mysql() {
        try (Replayed server = Replayed.server(MysqlEightTest::letIn);
                Watched watched =
                        watch(server, ", observer: { user: watcher, password: watching }")) {
            Seen seen = watched.probe("mysql").at(Layer.AUTHORIZATION);

            assertThat(said(server)).contains("caching_sha2_password", "max_execution_time");
            assertThat(watched.watch().backend("mysql").orElseThrow().facts())
                    .as("%s", seen)
                    .containsEntry("product", "mysql");
            assertThat(watched.watch().backend("mysql").orElseThrow().grants())
                    .anyMatch(line -> line.contains("REPLICATION CLIENT"));
        }
    }

    @Test
    void a_server_gets_no_file_of_ours() {
        try (Replayed server =
                        Replayed.server(
                                talk -> {
                                    login(talk);
                                    talk.hear();
                                    talk.send(1, Replayed.text("\u00fb/etc/hostname"));
                                    talk.hear();
                                });
                Watched watched = watch(server, "")) {
            watched.probe("mysql").is(State.DOWN);

            byte[] login = server.heard().getFirst();
            assertThat(login[0] & 0x80).as("CLIENT_LOCAL_FILES").isZero();
            assertThat(server.heard())
                    .as("logins, queries, and nobody's leave")
                    .allMatch(
                            packet ->
                                    text(packet).contains("caching_sha2_password")
                                            || text(packet).startsWith("\u0003SET ")
                                            || text(packet).contains("rsvp_probe_nobody"));
        }
    }

    private static void letIn(Replayed.Talk talk) throws java.io.IOException {
        login(talk);
        talk.hear();
        talk.send(1, Replayed.ok(true));
        talk.send(2, Replayed.ok(false));
        talk.hear();
        talk.send(1, Replayed.error(1317, "70100", "Query execution was interrupted"));
        talk.hear();
    }

    /** AuthMoreData with fast_auth_success, then OK. */
    private static void login(Replayed.Talk talk) throws java.io.IOException {
        talk.send(0, Replayed.greeting(0));
        talk.hear();
        talk.send(2, new byte[] {1, 3});
        talk.send(3, Replayed.ok(false));
    }

    private static String said(Replayed server) {
        List<byte[]> heard = server.heard();
        StringBuilder all = new StringBuilder();
        heard.forEach(packet -> all.append(text(packet)));
        return all.toString();
    }

    private static String text(byte[] packet) {
        return new String(packet, StandardCharsets.ISO_8859_1);
    }

    private static Watched watch(Replayed server, String more) {
        return Watched.of(
                "mysql",
                Map.of(
                        "mysql",
                        "{ kind: mysql, host: 127.0.0.1, port: %d, database: rsvp, user: rsvp,"
                                        .formatted(server.port())
                                + " password: \"%s\"%s }".formatted(PASSWORD, more)));
    }
}
