package org.rsvpplatform.database.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.rsvpplatform.kit.observe.provider.Layer;
import org.rsvpplatform.kit.observe.provider.State;
import org.rsvpplatform.sandbox.junit.Sandboxed;
import org.rsvpplatform.sandbox.postgresql.PostgresPair;
import org.rsvpplatform.sandbox.postgresql.PostgresServer;

/** Credentials, rules and limits that meet a login. */
@Sandboxed
class LoginTest {
    private PostgresPair pair;
    private PostgresServer server;

    @BeforeEach
    void use(PostgresPair given) {
        pair = given;
        server = pair.primary();
    }

    @Test
    void with_an_observer_a_wrong_password_is_confirmed() {
        server.breakWith("wrong-password");
        try (Checkup checkup = Checkup.of(pair)) {
            Seen seen =
                    checkup.probe("postgresql")
                            .is(State.DOWN)
                            .at(Layer.AUTHENTICATION)
                            .names("db.authentication-failed")
                            .isConfirmed()
                            .doesNotName("db.role-missing")
                            .says("28P01", "role rsvp exists", "observer rsvp_observer")
                            .offers("ALTER USER rsvp PASSWORD <new password>;");

            seen.offersFirst("Give the user the password");
            admin(seen.remedy("Give the user the password"));
            checkup.probe("postgresql").is(State.UP);
        }
    }

    @Test
    void without_an_observer_a_wrong_password_is_likely_with_its_neighbours() {
        server.breakWith("wrong-password");
        try (Checkup checkup = Checkup.with(pair).without("observer").open()) {
            checkup.probe("postgresql")
                    .is(State.DOWN)
                    .names("db.authentication-failed")
                    .isLikely()
                    .alsoAllows("db.role-missing", "db.password-expired");
        }
    }

    @Test
    void with_an_observer_a_missing_role_is_told_from_a_wrong_password() {
        server.breakWith("role-missing");
        try (Checkup checkup = Checkup.of(pair)) {
            Seen seen =
                    checkup.probe("postgresql")
                            .is(State.DOWN)
                            .at(Layer.AUTHENTICATION)
                            .names("db.role-missing")
                            .isConfirmed()
                            .doesNotName("db.authentication-failed")
                            .says("role rsvp does not exist")
                            .offersCommand("providers:grants");

            admin(seen.remedy("Create the role"));
            admin(checkup.watch().backend("postgresql").orElseThrow().grants());
            checkup.probe("postgresql").is(State.UP);
        }
    }

    @Test
    void with_an_observer_an_expired_password_is_confirmed() {
        server.sql("ALTER ROLE rsvp VALID UNTIL '2020-01-01'");
        try (Checkup checkup = Checkup.of(pair)) {
            Seen seen =
                    checkup.probe("postgresql")
                            .is(State.DOWN)
                            .names("db.password-expired")
                            .isConfirmed()
                            .doesNotName("db.authentication-failed")
                            .says("expired at 2020-01-01");

            admin(seen.remedy("Set the password again"));
            checkup.probe("postgresql").is(State.UP);
        } finally {
            server.sql("ALTER ROLE rsvp VALID UNTIL 'infinity'");
        }
    }

    @Test
    void an_address_that_no_rule_admits_is_named_with_the_line_that_would() {
        server.breakWith("host-not-allowed");
        try (Checkup checkup = Checkup.of(pair)) {
            Seen seen =
                    checkup.probe("postgresql")
                            .is(State.DOWN)
                            .at(Layer.AUTHENTICATION)
                            .names("db.host-not-allowed")
                            .isConfirmed()
                            .doesNotName("db.authentication-failed")
                            .doesNotName("db.tls-required")
                            .says("pg_hba.conf", "127.0.0.1");
            List<String> line = seen.remedy("Add this line to pg_hba.conf");
            assertThat(String.join("\n", line)).contains("127.0.0.1/32");

            server.shell(
                    "printf '%%s\\n' '%s' >> \"$PGDATA/pg_hba.conf\""
                            .formatted(String.join("", line)));
            admin(seen.remedy("Let the server read it"));
            checkup.probe("postgresql").is(State.UP);
        }
    }

    @Test
    void a_missing_database_is_the_servers_own_word() {
        server.breakWith("database-missing");
        try (Checkup checkup = Checkup.of(pair)) {
            Seen seen =
                    checkup.probe("postgresql")
                            .is(State.DOWN)
                            .at(Layer.AUTHORIZATION)
                            .names("db.database-missing")
                            .isConfirmed()
                            .doesNotName("db.schema-missing")
                            .says("3D000");

            Psql.paste(server, "postgres", seen.remedy("See which databases there are"));
            // It is empty now: a backup fills it, and the grants make our own table.
            checkup.probe("postgresql").is(State.DEGRADED);
        }
    }

    @Test
    void a_full_house_is_the_servers_own_word() {
        server.breakWith("slots-full");
        try (Checkup checkup = Checkup.of(pair)) {
            Seen seen =
                    checkup.probe("postgresql")
                            .is(State.DOWN)
                            .at(Layer.CAPACITY)
                            .names("db.too-many-connections")
                            .isConfirmed()
                            .doesNotName("db.pool-exhausted")
                            .says("53300");

            admin(seen.remedy("End the sessions of our user that"));
            assertThat(checkup.probe("postgresql").report().observed()).isNotEqualTo(State.DOWN);
        }
    }

    @Test
    void a_server_that_insists_on_tls_is_told_from_an_address_that_is_not_allowed() {
        server.breakWith("tls-required");
        try (Checkup checkup = Checkup.with(pair).set("tls", "{ mode: disable }").open()) {
            Seen seen =
                    checkup.probe("postgresql")
                            .is(State.DOWN)
                            .at(Layer.AUTHENTICATION)
                            .names("db.tls-required")
                            .isConfirmed()
                            .doesNotName("db.host-not-allowed")
                            .says("the same login works with TLS");

            String line = String.join("", seen.remedy("Or allow connections without"));
            server.shell(
                    "hba=$(cat \"$PGDATA/pg_hba.conf\")\n"
                            + "printf '%%s\\n' '%s' \"$hba\" > \"$PGDATA/pg_hba.conf\""
                                    .formatted(line));
            admin(seen.remedy("After a change of pg_hba.conf"));
            checkup.probe("postgresql").is(State.UP);
        }
    }

    @Test
    void an_address_that_is_not_allowed_is_told_from_a_server_that_insists_on_tls() {
        server.breakWith("host-not-allowed");
        try (Checkup checkup = Checkup.with(pair).set("tls", "{ mode: disable }").open()) {
            checkup.probe("postgresql")
                    .is(State.DOWN)
                    .names("db.host-not-allowed")
                    .isConfirmed()
                    .doesNotName("db.tls-required");
        }
    }

    @Test
    void verify_full_accepts_our_authority() {
        try (Checkup checkup = Checkup.with(pair).tls("verify-full").open()) {
            checkup.probe("postgresql").is(State.UP);
        }
    }

    @Test
    void verify_full_refuses_a_certificate_for_another_name() {
        try (Checkup checkup =
                Checkup.with(pair).set("host", Checkup.ALIAS).tls("verify-full").open()) {
            checkup.probe("postgresql")
                    .is(State.DOWN)
                    .at(Layer.TLS)
                    .names("db.tls-failed")
                    .isConfirmed()
                    .says("name-mismatch", "127.0.0.1, localhost");
        }
    }

    @Test
    void verify_ca_does_not_look_at_the_name() {
        try (Checkup checkup =
                Checkup.with(pair).set("host", Checkup.ALIAS).tls("verify-ca").open()) {
            checkup.probe("postgresql").is(State.UP);
        }
    }

    @Test
    void a_certificate_of_an_unknown_authority_is_refused_with_its_issuer() {
        server.breakWith("tls-failed");
        try (Checkup checkup = Checkup.with(pair).tls("verify-full").open()) {
            checkup.probe("postgresql")
                    .is(State.DOWN)
                    .at(Layer.TLS)
                    .names("db.tls-failed")
                    .isConfirmed()
                    .doesNotName("db.tls-required")
                    .says("untrusted", "unknown authority");
        }
    }

    @Test
    void an_expired_certificate_is_refused_with_its_dates() {
        server.breakWith("cert-expired");
        try (Checkup checkup = Checkup.with(pair).tls("verify-ca").open()) {
            checkup.probe("postgresql")
                    .is(State.DOWN)
                    .at(Layer.TLS)
                    .names("db.tls-failed")
                    .isConfirmed()
                    .says("expired", "which is over");
        }
    }

    @Test
    void a_server_without_tls_fails_who_requires_it() {
        server.breakWith("tls-off");
        try (Checkup checkup = Checkup.with(pair).set("tls", "{ mode: require }").open()) {
            Seen seen =
                    checkup.probe("postgresql")
                            .is(State.DOWN)
                            .at(Layer.TLS)
                            .names("db.tls-failed")
                            .isConfirmed()
                            .doesNotName("db.tls-required")
                            .says("offers no");

            admin(seen.remedy("Switch TLS on"));
            checkup.probe("postgresql").is(State.UP);
        }
    }

    @Test
    void a_server_without_tls_is_well_for_who_only_prefers_it() {
        server.breakWith("tls-off");
        try (Checkup checkup = Checkup.of(pair)) {
            checkup.probe("postgresql").is(State.UP);
            String second = checkup.probe("postgresql").is(State.UP).toString();
            assertThat(second.lines().filter(line -> line.contains("> connect to"))).hasSize(1);
        }
    }

    /** Pastes lines into psql, with the real password in its place. */
    private void admin(List<String> lines) {
        Psql.paste(server, lines);
    }
}
