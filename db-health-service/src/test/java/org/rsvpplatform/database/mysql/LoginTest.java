package org.rsvpplatform.database.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.rsvpplatform.database.postgresql.Seen;
import org.rsvpplatform.kit.observe.provider.Layer;
import org.rsvpplatform.kit.observe.provider.State;
import org.rsvpplatform.sandbox.junit.Sandboxed;
import org.rsvpplatform.sandbox.mariadb.MariadbPair;
import org.rsvpplatform.sandbox.mariadb.MariadbServer;

/** Credentials, host rules and limits that meet a login. */
@Sandboxed
class LoginTest {
    private static final String RSVP = "rsvp@'127.0.0.%'";

    private MariadbPair pair;
    private MariadbServer server;

    @BeforeEach
    void use(MariadbPair given) {
        pair = given;
        server = pair.primary();
    }

    @Test
    void with_an_observer_a_wrong_password_is_confirmed() {
        server.sqlHere("ALTER USER %s IDENTIFIED BY 'changed'".formatted(RSVP));
        try (Watched watched = Watched.of(pair)) {
            Seen seen =
                    watched.probe("mysql")
                            .is(State.DOWN)
                            .at(Layer.AUTHENTICATION)
                            .names("db.authentication-failed")
                            .isConfirmed()
                            .doesNotName("db.role-missing")
                            .says("1045", "account 'rsvp'@'127.0.0.%' exists", "rsvp_observer")
                            .offers("ALTER USER 'rsvp'@'127.0.0.%' IDENTIFIED BY <new password>;");

            seen.offersFirst("Give the user the password");
            Paste.admin(server, seen.remedy("Give the user the password"));
            watched.probe("mysql").is(State.UP);
        }
    }

    @Test
    void without_an_observer_a_wrong_password_is_likely_with_its_neighbours() {
        server.sqlHere("ALTER USER %s IDENTIFIED BY 'changed'".formatted(RSVP));
        try (Watched watched = Watched.with(pair).without("observer").open()) {
            watched.probe("mysql")
                    .is(State.DOWN)
                    .names("db.authentication-failed")
                    .isLikely()
                    .alsoAllows("db.role-missing");
        }
    }

    @Test
    void with_an_observer_a_missing_user_is_told_from_a_wrong_password() {
        server.sqlHere("DROP USER " + RSVP);
        try (Watched watched = Watched.of(pair)) {
            Seen seen =
                    watched.probe("mysql")
                            .is(State.DOWN)
                            .at(Layer.AUTHENTICATION)
                            .names("db.role-missing")
                            .isConfirmed()
                            .doesNotName("db.authentication-failed")
                            .says("there is no user rsvp")
                            .offersCommand("providers:grants");

            Paste.admin(server, seen.remedy("Create the user"));
            Paste.admin(server, watched.watch().backend("mysql").orElseThrow().grants());
            watched.probe("mysql").is(State.UP);
        } finally {
            server.sqlHere("DROP USER IF EXISTS rsvp@'%', rsvp_observer@'%'");
        }
    }

    @Test
    void with_an_observer_a_user_of_another_host_is_told_from_a_wrong_password() {
        server.sqlHere("RENAME USER %s TO rsvp@'10.9.8.7'".formatted(RSVP));
        try (Watched watched = Watched.of(pair)) {
            watched.probe("mysql")
                    .is(State.DOWN)
                    .at(Layer.AUTHENTICATION)
                    .names("db.host-not-allowed")
                    .isConfirmed()
                    .doesNotName("db.authentication-failed")
                    .says("'rsvp'@'10.9.8.7' only", "the server sees us at 127.0.0.1");
        } finally {
            server.sqlHere("RENAME USER rsvp@'10.9.8.7' TO " + RSVP);
        }
    }

    @Test
    void an_address_that_no_account_takes_is_the_servers_own_word() {
        try (Watched watched = Watched.of(pair)) {
            watched.probe("mysql").is(State.UP);
            server.breakWith("host-not-allowed");
            watched.probe("mysql")
                    .is(State.DOWN)
                    .at(Layer.AUTHENTICATION)
                    .names("db.host-not-allowed")
                    .isConfirmed()
                    .doesNotName("db.authentication-failed")
                    .says("1130", "is not allowed to connect")
                    .offers("CREATE USER 'rsvp'@'127.0.1.1' IDENTIFIED BY <new password>;");
        }
    }

    @Test
    void a_locked_account_is_the_servers_own_word() {
        server.sqlHere("ALTER USER %s ACCOUNT LOCK".formatted(RSVP));
        try (Watched watched = Watched.of(pair)) {
            Seen seen =
                    watched.probe("mysql")
                            .is(State.DOWN)
                            .at(Layer.AUTHENTICATION)
                            .names("db.password-expired")
                            .isConfirmed()
                            .doesNotName("db.authentication-failed")
                            .says("4151", "locked");

            Paste.admin(server, seen.remedy("Set the password again"));
            watched.probe("mysql").is(State.UP);
        }
    }

    @Test
    void an_expired_password_is_the_servers_own_word() {
        server.sqlHere("ALTER USER %s PASSWORD EXPIRE".formatted(RSVP));
        try (Watched watched = Watched.of(pair)) {
            Seen seen =
                    watched.probe("mysql")
                            .is(State.DOWN)
                            .at(Layer.AUTHENTICATION)
                            .names("db.password-expired")
                            .isConfirmed()
                            .doesNotName("db.authentication-failed")
                            .says("1820");

            Paste.admin(server, seen.remedy("Set the password again"));
            watched.probe("mysql").is(State.UP);
        }
    }

    @Test
    void a_server_that_refuses_expired_passwords_at_the_login_says_so_too() {
        server.sqlHere(
                "ALTER USER %s PASSWORD EXPIRE; SET GLOBAL disconnect_on_expired_password = ON"
                        .formatted(RSVP));
        try (Watched watched = Watched.of(pair)) {
            watched.probe("mysql")
                    .is(State.DOWN)
                    .at(Layer.AUTHENTICATION)
                    .names("db.password-expired")
                    .isConfirmed()
                    .says("1862");
        } finally {
            server.sqlHere("SET GLOBAL disconnect_on_expired_password = OFF");
        }
    }

    @Test
    void an_account_that_too_many_failed_logins_block_is_the_servers_own_word() {
        String before = server.value("SELECT @@max_password_errors");
        server.sqlHere(
                "SET GLOBAL max_password_errors = 1; ALTER USER %s IDENTIFIED BY 'changed'"
                        .formatted(RSVP));
        try (Watched watched = Watched.of(pair)) {
            watched.probe("mysql").is(State.DOWN);
            Seen seen =
                    watched.probe("mysql")
                            .is(State.DOWN)
                            .at(Layer.AUTHENTICATION)
                            .names("db.password-expired")
                            .isConfirmed()
                            .says("4150", "too many credential errors");

            Paste.admin(server, seen.remedy("Set the password again"));
            watched.probe("mysql").is(State.UP);
        } finally {
            server.sqlHere("SET GLOBAL max_password_errors = %s".formatted(before));
        }
    }

    @Test
    void an_account_of_the_operating_system_is_a_method_that_we_do_not_speak() {
        server.sqlHere("ALTER USER %s IDENTIFIED VIA unix_socket".formatted(RSVP));
        try (Watched watched = Watched.of(pair)) {
            Seen seen =
                    watched.probe("mysql")
                            .is(State.DOWN)
                            .at(Layer.AUTHENTICATION)
                            .names("db.auth-method-unsupported")
                            .isConfirmed()
                            .doesNotName("db.authentication-failed")
                            .says("1698", "plugin unix_socket");

            Paste.admin(server, seen.remedy("Give the user a plugin"));
            watched.probe("mysql").is(State.UP);
        }
    }

    @Test
    void an_account_that_must_show_a_certificate_is_told_from_a_wrong_password() {
        server.sqlHere("ALTER USER %s REQUIRE X509".formatted(RSVP));
        try (Watched watched = Watched.of(pair)) {
            watched.probe("mysql")
                    .is(State.DOWN)
                    .names("db.auth-method-unsupported")
                    .isConfirmed()
                    .doesNotName("db.authentication-failed")
                    .says("must show a certificate of its own");
        } finally {
            server.sqlHere("ALTER USER %s REQUIRE NONE".formatted(RSVP));
        }
    }

    @Test
    void a_wrong_password_of_an_account_that_comes_with_tls_as_it_must_is_set_right_first() {
        server.sqlHere("ALTER USER %s REQUIRE SSL".formatted(RSVP));
        try (Watched watched = Watched.of(pair)) {
            watched.probe("mysql").is(State.UP);
            server.breakWith("wrong-password");
            watched.probe("mysql")
                    .is(State.DOWN)
                    .names("db.authentication-failed")
                    .isConfirmed()
                    .offersFirst("Give the user the password");
        } finally {
            server.heal();
            server.sqlHere("ALTER USER %s REQUIRE NONE".formatted(RSVP));
        }
    }

    @Test
    void an_account_that_must_come_with_tls_is_told_from_a_wrong_password() {
        server.sqlHere("ALTER USER %s REQUIRE SSL".formatted(RSVP));
        try (Watched watched = Watched.with(pair).set("tls", "{ mode: disable }").open()) {
            watched.probe("mysql")
                    .is(State.DOWN)
                    .names("db.tls-required")
                    .isConfirmed()
                    .doesNotName("db.authentication-failed")
                    .says("REQUIRE SSL");
        } finally {
            server.sqlHere("ALTER USER %s REQUIRE NONE".formatted(RSVP));
        }
    }

    @Test
    void a_server_that_insists_on_tls_says_so() {
        try (Watched watched =
                Watched.with(pair).set("tls", "{ mode: disable }").without("observer").open()) {
            watched.probe("mysql").is(State.UP);
            server.sqlHere("SET GLOBAL require_secure_transport = ON");
            Seen seen =
                    watched.probe("mysql")
                            .is(State.DOWN)
                            .names("db.tls-required")
                            .isConfirmed()
                            .says("insecure transport");

            Paste.adminWithTls(server, seen.remedy("Or stop insisting on TLS"));
            watched.probe("mysql").is(State.UP);
        } finally {
            server.sqlHere("SET GLOBAL require_secure_transport = OFF");
        }
    }

    @Test
    void a_missing_database_is_the_servers_own_word() {
        try (Watched watched = Watched.with(pair).set("database", "rsvp_gone").open()) {
            server.sqlHere(
                    "GRANT SELECT, INSERT, UPDATE, DELETE ON rsvp_gone.* TO %s".formatted(RSVP));
            watched.probe("mysql")
                    .is(State.DOWN)
                    .at(Layer.AUTHORIZATION)
                    .names("db.database-missing")
                    .isConfirmed()
                    .doesNotName("db.permission-denied")
                    .says("1049");
        } finally {
            server.sqlHere("REVOKE ALL PRIVILEGES ON rsvp_gone.* FROM %s".formatted(RSVP));
        }
    }

    @Test
    void a_database_that_the_server_hides_is_told_by_an_observer() {
        try (Watched watched = Watched.with(pair).set("database", "rsvp_gone").open()) {
            watched.probe("mysql")
                    .is(State.DOWN)
                    .at(Layer.AUTHORIZATION)
                    .names("db.database-missing")
                    .isConfirmed()
                    .doesNotName("db.permission-denied")
                    .says("1044", "there is no database rsvp_gone");
        }
    }

    @Test
    void without_an_observer_a_hidden_database_is_likely_denied_or_missing() {
        try (Watched watched =
                Watched.with(pair).set("database", "rsvp_gone").without("observer").open()) {
            Seen seen = watched.probe("mysql").is(State.DOWN).isLikely();

            assertThat(
                            List.of(
                                    seen.diagnosis().cause(),
                                    seen.diagnosis().alternatives().getFirst()))
                    .contains("db.database-missing", "db.permission-denied");
        }
    }

    @Test
    void a_user_without_its_database_is_confirmed_by_an_observer() {
        server.sqlHere("REVOKE ALL PRIVILEGES ON rsvp.* FROM %s".formatted(RSVP));
        try (Watched watched = Watched.of(pair)) {
            Seen seen =
                    watched.probe("mysql")
                            .is(State.DOWN)
                            .at(Layer.AUTHORIZATION)
                            .names("db.permission-denied")
                            .isConfirmed()
                            .doesNotName("db.database-missing")
                            .says("database rsvp exists");

            Paste.admin(server, seen.remedy("Grant what is missing"));
            watched.probe("mysql").is(State.UP);
        }
    }

    @Test
    void a_full_house_is_the_servers_own_word() throws Exception {
        String before = server.value("SELECT @@max_connections");
        try (Watched watched = Watched.with(pair).set("keepSession", "0s").open()) {
            watched.probe("mysql").is(State.UP);
            server.sqlHere("SET GLOBAL max_connections = 10");
            try (Sessions sessions = Sessions.until(server, 12)) {
                assertThat(sessions.count()).isPositive();
                Seen seen =
                        watched.probe("mysql")
                                .is(State.DOWN)
                                .at(Layer.CAPACITY)
                                .names("db.too-many-connections")
                                .isConfirmed()
                                .doesNotName("db.pool-exhausted")
                                .says("1040", "Too many connections");

                server.sqlHere(String.join("\n", seen.remedy("See who holds the connections")));
                watched.probe("mysql").is(State.UP);
            }
        } finally {
            server.sqlHere("SET GLOBAL max_connections = " + before);
        }
    }

    @Test
    void an_account_with_no_connection_left_is_the_servers_own_word() throws Exception {
        server.sqlHere("ALTER USER %s WITH MAX_USER_CONNECTIONS 3".formatted(RSVP));
        try (Watched watched = Watched.of(pair);
                Sessions sessions = Sessions.exactly(server, 3)) {
            assertThat(sessions.count()).isEqualTo(3);
            watched.probe("mysql")
                    .is(State.DOWN)
                    .at(Layer.CAPACITY)
                    .names("db.too-many-connections")
                    .isConfirmed()
                    .says("1226");
        } finally {
            server.sqlHere("ALTER USER %s WITH MAX_USER_CONNECTIONS 0".formatted(RSVP));
        }
    }
}
