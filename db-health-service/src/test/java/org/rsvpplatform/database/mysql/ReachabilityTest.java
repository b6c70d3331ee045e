package org.rsvpplatform.database.mysql;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.rsvpplatform.database.postgresql.Seen;
import org.rsvpplatform.kit.observe.provider.Layer;
import org.rsvpplatform.kit.observe.provider.State;
import org.rsvpplatform.sandbox.junit.Sandboxed;
import org.rsvpplatform.sandbox.mariadb.MariadbPair;
import org.rsvpplatform.sandbox.mariadb.MariadbServer;

/** The way to the server, from the name to the first word. */
@Sandboxed
class ReachabilityTest {
    private MariadbPair pair;
    private MariadbServer server;

    @BeforeEach
    void use(MariadbPair given) {
        pair = given;
        server = pair.primary();
    }

    @Test
    void a_killed_server_refuses_and_its_own_start_line_brings_it_back() {
        try (Watched watched = Watched.of(pair)) {
            watched.probe("mysql").is(State.UP);
            watched.probe("mysql").is(State.UP);
            server.breakWith("kill");
            await().atMost(Duration.ofSeconds(5))
                    .untilAsserted(() -> watched.probe("mysql").at(Layer.CONNECT));

            Seen seen = watched.probe("mysql");
            seen.is(State.DOWN)
                    .at(Layer.CONNECT)
                    .names("db.connection-refused")
                    .isConfirmed()
                    .doesNotName("db.connection-timeout")
                    .says(
                            "nothing listens on port " + server.servicePort(),
                            server.dataDirectory().toString(),
                            "is gone")
                    .offersCommand("providers:validate");

            server.shell(String.join("\n", seen.remedy("Start the server in the way")));
            becomesWell(watched);
        }
    }

    @Tag("full")
    @Test
    void a_server_that_is_not_known_yet_refuses_and_is_started_by_hand() {
        server.breakWith("stop");
        try (Watched watched = Watched.of(pair)) {
            watched.probe("mysql")
                    .is(State.DOWN)
                    .names("db.connection-refused")
                    .isConfirmed()
                    .offers("sudo systemctl start mysql");
        }
    }

    @Test
    void a_frozen_server_keeps_silent_and_its_process_can_be_let_go_on() {
        try (Watched watched = Watched.of(pair)) {
            watched.probe("mysql").is(State.UP);
            watched.probe("mysql").is(State.UP);
            server.breakWith("freeze");

            Seen seen =
                    watched.probe("mysql")
                            .is(State.DOWN)
                            .at(Layer.PROTOCOL)
                            .names("db.connection-timeout")
                            .isConfirmed()
                            .doesNotName("db.connection-refused")
                            .doesNotName("db.wrong-kind")
                            .says("nobody answers there", "stopped by a signal");

            server.shell(String.join("\n", seen.remedy("If the server process is stopped")));
            becomesWell(watched);
        }
    }

    @Tag("full")
    @Test
    void a_server_that_has_not_ended_its_start_is_told_from_a_frozen_one() {
        try (Watched watched = Watched.of(pair)) {
            watched.probe("mysql").is(State.UP);
            watched.probe("mysql").is(State.UP);
            server.breakWith("starting-up");

            watched.probe("mysql")
                    .is(State.DOWN)
                    .names("db.starting-up")
                    .isConfirmed()
                    .doesNotName("db.connection-timeout")
                    .says("has not ended its start", "as process");
        }
    }

    @Test
    void a_server_that_has_not_ended_its_end_is_told_from_one_that_is_down() {
        try (Watched watched = Watched.of(pair)) {
            watched.probe("mysql").is(State.UP);
            watched.probe("mysql").is(State.UP);
            server.breakWith("shutting-down");

            Seen seen =
                    watched.probe("mysql")
                            .is(State.DOWN)
                            .at(Layer.CONNECT)
                            .names("db.shutting-down")
                            .isConfirmed()
                            .doesNotName("db.connection-refused")
                            .says("Normal shutdown");

            server.shell(String.join("\n", seen.remedy("If it waits for a replica")));
            await().atMost(Duration.ofSeconds(5))
                    .untilAsserted(() -> watched.probe("mysql").names("db.connection-refused"));
        }
    }

    @Test
    void a_port_that_swallows_packets_is_told_from_a_frozen_server() {
        server.breakWith("blackhole");
        try (Watched watched = Watched.of(pair)) {
            watched.probe("mysql")
                    .is(State.DOWN)
                    .at(Layer.CONNECT)
                    .names("db.connection-timeout")
                    .isConfirmed()
                    .doesNotName("db.connection-refused")
                    .says("is not answered");
        }
    }

    @Test
    void a_connection_that_is_reset_is_told_from_a_refusal() {
        server.breakWith("reset");
        try (Watched watched = Watched.of(pair)) {
            watched.probe("mysql")
                    .is(State.DOWN)
                    .names("db.connection-lost")
                    .doesNotName("db.connection-refused");
        }
    }

    @Test
    void a_name_that_does_not_exist_is_named() {
        try (Watched watched = Watched.with(pair).set("host", "db3.rsvp.invalid").open()) {
            watched.probe("mysql")
                    .is(State.DOWN)
                    .at(Layer.DNS)
                    .names("db.host-unknown")
                    .isConfirmed();
        }
    }

    private static void becomesWell(Watched watched) {
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> watched.probe("mysql").is(State.UP));
    }
}
