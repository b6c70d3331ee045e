package org.rsvpplatform.database.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.rsvpplatform.database.postgresql.Seen;
import org.rsvpplatform.kit.observe.probe.Backend;
import org.rsvpplatform.kit.observe.provider.Layer;
import org.rsvpplatform.kit.observe.provider.State;
import org.rsvpplatform.sandbox.junit.Sandboxed;
import org.rsvpplatform.sandbox.mariadb.MariadbPair;
import org.rsvpplatform.sandbox.mariadb.MariadbServer;

/** What a pair without any fault looks like. */
@Sandboxed
class HealthyPairTest {
    private MariadbPair pair;
    private MariadbServer server;

    @BeforeEach
    void use(MariadbPair given) {
        pair = given;
        server = pair.primary();
    }

    @Test
    void primary_and_replica_are_well() {
        try (Watched watched = Watched.of(pair)) {
            watched.probe("mysql").is(State.UP);
            watched.probe("backup-mysql").is(State.UP);
        }
    }

    @Test
    void a_healthy_probe_costs_one_connection() {
        try (Watched watched = Watched.of(pair)) {
            watched.probe("mysql").is(State.UP);
            String second = watched.probe("mysql").is(State.UP).toString();

            assertThat(second.lines().filter(line -> line.contains("> connect to"))).hasSize(1);
        }
    }

    @Test
    void the_product_and_its_version_are_what_the_server_says() {
        try (Watched watched = Watched.of(pair)) {
            watched.probe("mysql").is(State.UP);
            Map<String, String> facts = backend(watched).facts();

            assertThat(facts)
                    .containsEntry("product", "mariadb")
                    .containsEntry("server", "primary");
            assertThat(facts.get("serverVersion")).startsWith("MariaDB 11.");
        }
    }

    @Test
    void what_is_written_is_our_one_row() {
        try (Watched watched = Watched.of(pair)) {
            watched.probe("mysql").is(State.UP);
            watched.probe("mysql").is(State.UP);

            assertThat(server.rows("SELECT provider FROM rsvp_probe.beat"))
                    .containsExactly(List.of("mysql"));
        }
    }

    @Test
    void the_connection_is_encrypted_when_the_server_offers_it() {
        try (Watched watched = Watched.of(pair)) {
            Seen seen = watched.probe("mysql").is(State.UP);

            assertThat(seen.report().result(Layer.TLS)).isPresent();
            assertThat(backend(watched).facts()).containsEntry("encrypted", "yes");
        }
    }

    @Test
    void verify_full_accepts_our_authority() {
        try (Watched watched = Watched.with(pair).tls("verify-full").open()) {
            watched.probe("mysql").is(State.UP);
        }
    }

    @Test
    void a_primary_that_is_only_observed_is_written_nothing() {
        server.sql("DELETE FROM rsvp_probe.beat");
        try (Watched watched = Watched.with(pair).set("mode", "observe").open()) {
            watched.probe("mysql").is(State.UP);

            assertThat(server.value("SELECT count(*) FROM rsvp_probe.beat")).isEqualTo("0");
        }
    }

    @Test
    void the_grants_we_print_are_enough_and_can_be_run_twice() {
        try (Watched watched = Watched.of(pair)) {
            watched.probe("mysql").is(State.UP);
            List<String> grants = backend(watched).grants();
            server.sqlHere(
                    """
                    REVOKE ALL PRIVILEGES, GRANT OPTION FROM rsvp@'127.0.0.%';
                    REVOKE ALL PRIVILEGES, GRANT OPTION FROM rsvp_observer@'127.0.0.%';
                    """);

            Paste.admin(server, grants);
            Paste.admin(server, grants);

            watched.probe("mysql").is(State.UP);
        }
    }

    private static Backend<?> backend(Watched watched) {
        return watched.watch().backend("mysql").orElseThrow();
    }
}
