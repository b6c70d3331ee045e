package org.rsvpplatform.database.postgresql;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.rsvpplatform.kit.observe.provider.Layer;
import org.rsvpplatform.kit.observe.provider.State;
import org.rsvpplatform.sandbox.junit.Sandboxed;
import org.rsvpplatform.sandbox.postgresql.PostgresPair;
import org.rsvpplatform.sandbox.postgresql.PostgresServer;

/** The way to the server, from the name to the first word. */
@Sandboxed
class ReachabilityTest {
    private PostgresPair pair;
    PostgresServer server;

    @BeforeEach
    void use(PostgresPair given) {
        pair = given;
        server = pair.primary();
    }

    @Test
    void a_killed_server_refuses_and_its_own_start_line_brings_it_back() {
        try (Checkup checkup = Checkup.of(pair)) {
            checkup.probe("postgresql").is(State.UP);
            server.breakWith("kill");

            Seen seen =
                    checkup.probe("postgresql")
                            .is(State.DOWN)
                            .at(Layer.CONNECT)
                            .names("db.connection-refused")
                            .isConfirmed()
                            .doesNotName("db.connection-timeout")
                            .says(
                                    "nothing listens on port " + server.servicePort(),
                                    server.dataDirectory().toString())
                            .offers(
                                    "psql -h 127.0.0.1 -p %d -U rsvp -d rsvp"
                                            .formatted(server.servicePort()))
                            .offersCommand("providers:validate");

            server.shell(String.join("\n", seen.remedy("Start PostgreSQL in the way")));
            becomesWell(checkup);
        }
    }

    @Test
    void a_frozen_server_keeps_silent_and_its_process_can_be_let_go_on() {
        try (Checkup checkup = Checkup.of(pair)) {
            checkup.probe("postgresql").is(State.UP);
            server.breakWith("freeze");

            Seen seen =
                    checkup.probe("postgresql")
                            .is(State.DOWN)
                            .at(Layer.PROTOCOL)
                            .names("db.connection-timeout")
                            .isConfirmed()
                            .doesNotName("db.connection-refused")
                            .doesNotName("db.network-unreachable")
                            .says("opens and nobody answers", "state T");

            server.shell(String.join("\n", seen.remedy("If the server process is stopped")));
            becomesWell(checkup);
        }
    }

    @Test
    void a_black_hole_on_the_way_is_told_from_a_frozen_server() {
        server.breakWith("blackhole");
        try (Checkup checkup = Checkup.of(pair)) {
            checkup.probe("postgresql")
                    .is(State.DOWN)
                    .at(Layer.CONNECT)
                    .names("db.connection-timeout")
                    .isConfirmed()
                    .doesNotName("db.connection-refused")
                    .says("(SYN) is not answered")
                    .offers("sudo ufw allow %d/tcp".formatted(server.servicePort()));
        }
    }

    @Test
    void a_name_that_nobody_knows_is_named() {
        try (Checkup checkup = Checkup.with(pair).set("host", "db1.invalid").open()) {
            checkup.probe("postgresql")
                    .is(State.DOWN)
                    .at(Layer.DNS)
                    .names("db.host-unknown")
                    .doesNotName("db.connection-refused")
                    .says("db1.invalid")
                    .offers("getent hosts db1.invalid");
        }
    }

    @Test
    void a_connection_that_is_reset_again_and_again_is_lost_and_no_shutdown() {
        server.breakWith("reset");
        try (Checkup checkup = Checkup.of(pair)) {
            checkup.probe("postgresql")
                    .is(State.DOWN)
                    .names("db.connection-lost")
                    .isConfirmed()
                    .doesNotName("db.shutting-down")
                    .says("accepted and closed without a word")
                    .offersCommand("db:reconnect");
        }
    }

    @Test
    void a_server_that_starts_says_so() {
        server.breakWith("starting-up");
        try (Checkup checkup = Checkup.of(pair)) {
            checkup.probe("postgresql")
                    .is(State.DOWN)
                    .at(Layer.PROTOCOL)
                    .names("db.starting-up")
                    .isConfirmed()
                    .doesNotName("db.shutting-down")
                    .says("57P03")
                    .offers("pg_isready -h 127.0.0.1 -p " + server.servicePort());
        }
    }

    @Test
    void a_server_that_shuts_down_says_so() {
        try (Checkup checkup = Checkup.of(pair)) {
            checkup.probe("postgresql").is(State.UP);
            server.breakWith("shutting-down");

            Seen seen =
                    checkup.probe("postgresql")
                            .is(State.DOWN)
                            .at(Layer.PROTOCOL)
                            .names("db.shutting-down")
                            .isConfirmed()
                            .doesNotName("db.starting-up")
                            .says("57P03");

            server.shell(String.join("\n", seen.remedy("If nobody means it to be down")));
            becomesWell(checkup);
        }
    }

    @Test
    void a_port_that_nobody_listens_on_is_confirmed_without_ever_having_seen_the_server() {
        server.breakWith("refuse");
        try (Checkup checkup = Checkup.of(pair)) {
            checkup.probe("postgresql")
                    .is(State.DOWN)
                    .names("db.connection-refused")
                    .isConfirmed()
                    .says("nothing listens on port " + server.servicePort())
                    .offers("sudo systemctl start postgresql");
        }
    }

    @Tag("full")
    @Test
    void nothing_stays_open_whatever_happened() {
        try (Checkup checkup = Checkup.of(pair)) {
            checkup.probe("postgresql").is(State.UP);
            server.breakWith("slow=3000");
            checkup.probe("postgresql").is(State.DOWN);
            server.heal();
            server.breakWith("wrong-password");
            checkup.probe("postgresql").is(State.DOWN);

            await().atMost(Duration.ofSeconds(5))
                    .until(
                            () ->
                                    server.rows(
                                                    "SELECT FROM pg_stat_activity WHERE"
                                                            + " application_name = 'rsvp-probe'")
                                            .isEmpty());
        }
    }

    /** The standby needs a moment to connect again. */
    private static void becomesWell(Checkup checkup) {
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> checkup.probe("postgresql").is(State.UP));
    }
}
