package org.rsvpplatform.database.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rsvpplatform.database.HeldLogin;
import org.rsvpplatform.kit.observe.provider.Layer;
import org.rsvpplatform.kit.observe.provider.State;
import org.rsvpplatform.sandbox.junit.Sandboxed;
import org.rsvpplatform.sandbox.postgresql.PostgresPair;
import org.rsvpplatform.sandbox.postgresql.PostgresServer;

/** What a server that lets us in does not do. */
@Sandboxed
class WorkTest {
    private PostgresPair pair;
    private PostgresServer server;

    @BeforeEach
    void use(PostgresPair given) {
        pair = given;
        server = pair.primary();
    }

    @Test
    void missing_privileges_are_listed_and_the_grants_give_them() {
        server.breakWith("permission");
        try (Checkup checkup = Checkup.of(pair)) {
            Seen seen =
                    checkup.probe("postgresql")
                            .is(State.DOWN)
                            .at(Layer.AUTHORIZATION)
                            .names("db.permission-denied")
                            .isConfirmed()
                            .doesNotName("db.read-only")
                            .says("rsvp may not DELETE, INSERT, SELECT, UPDATE")
                            .offersCommand("providers:grants");

            Psql.paste(server, seen.remedy("Grant what is missing"));
            checkup.probe("postgresql").is(State.DEGRADED).says("rsvp_probe.beat");
            Psql.paste(server, checkup.watch().backend("postgresql").orElseThrow().grants());
            checkup.probe("postgresql").is(State.UP);
        }
    }

    @Test
    void one_missing_privilege_is_named_and_degrades() {
        server.sql("REVOKE INSERT ON rsvps FROM rsvp");
        try (Checkup checkup = Checkup.of(pair)) {
            checkup.probe("postgresql")
                    .is(State.DEGRADED)
                    .names("db.permission-denied")
                    .says("INSERT on rsvps");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"SELECT", "INSERT", "UPDATE"})
    void a_privilege_that_is_missing_on_our_own_table_is_no_outage(String privilege) {
        server.sql("REVOKE %s ON rsvp_probe.beat FROM rsvp".formatted(privilege));
        try (Checkup checkup = Checkup.of(pair)) {
            checkup.probe("postgresql")
                    .is(State.DEGRADED)
                    .names("db.permission-denied")
                    .says("may not write rsvp_probe.beat");
        } finally {
            server.sql("GRANT %s ON rsvp_probe.beat TO rsvp".formatted(privilege));
        }
    }

    @Test
    void a_missing_table_of_ours_degrades_and_the_grants_make_it() {
        server.sql("ALTER SCHEMA rsvp_probe RENAME TO rsvp_probe_away");
        try (Checkup checkup = Checkup.of(pair)) {
            checkup.probe("postgresql")
                    .is(State.DEGRADED)
                    .names("db.permission-denied")
                    .says("rsvp_probe.beat is missing")
                    .offersCommand("providers:grants");

            Psql.paste(server, checkup.watch().backend("postgresql").orElseThrow().grants());
            checkup.probe("postgresql").is(State.UP);
        } finally {
            server.sql(
                    "SET synchronous_commit = local; DROP SCHEMA rsvp_probe CASCADE;"
                            + " ALTER SCHEMA rsvp_probe_away RENAME TO rsvp_probe");
        }
    }

    @Test
    void a_server_set_to_read_only_is_named_with_who_set_it() {
        server.breakWith("read-only");
        try (Checkup checkup = Checkup.of(pair)) {
            Seen seen =
                    checkup.probe("postgresql")
                            .is(State.DOWN)
                            .at(Layer.OPERATION)
                            .names("db.read-only")
                            .isConfirmed()
                            .doesNotName("db.permission-denied")
                            .says("default_transaction_read_only is on", "configuration file");

            Psql.paste(server, seen.remedy("Switch the default back"));
            checkup.probe("postgresql").is(State.UP);
        }
    }

    @Test
    void a_standby_that_our_configuration_has_as_active_is_read_only() {
        try (Checkup checkup =
                Checkup.with(pair)
                        .set("port", Integer.toString(pair.standby().servicePort()))
                        .open()) {
            checkup.probe("postgresql")
                    .is(State.DOWN)
                    .names("db.read-only")
                    .isConfirmed()
                    .says("pg_is_in_recovery() is true");
        }
    }

    @Test
    void observing_writes_nothing() {
        String beats = "SELECT coalesce(sum(beat), 0) FROM rsvp_probe.beat";
        try (Checkup checkup = Checkup.with(pair).set("mode", "observe").open()) {
            String before = server.value(beats);
            checkup.probe("postgresql").is(State.UP);
            assertThat(server.value(beats)).isEqualTo(before);
        }
    }

    @Test
    void managing_writes_one_row() {
        String beats = "SELECT coalesce(sum(beat), 0) FROM rsvp_probe.beat";
        try (Checkup checkup = Checkup.of(pair)) {
            long before = Long.parseLong(server.value(beats));
            checkup.probe("postgresql").is(State.UP);
            assertThat(Long.parseLong(server.value(beats))).isGreaterThan(before);
            assertThat(
                            server.value(
                                    "SELECT count(*) FROM rsvp_probe.beat WHERE provider ="
                                            + " 'postgresql'"))
                    .isEqualTo("1");
        }
    }

    @Test
    void a_disk_that_is_nearly_full_is_told_before_it_is_full() {
        try (Checkup checkup = Checkup.with(pair).set("capacity", "{ diskPercent: 1 }").open()) {
            checkup.probe("postgresql");
            checkup.probe("postgresql")
                    .is(State.DEGRADED)
                    .at(Layer.CAPACITY)
                    .names("db.disk-full")
                    .says("% used)");
        }
    }

    @Test
    void a_full_data_disk_is_seen_on_our_own_host() {
        try (Checkup checkup = Checkup.of(pair)) {
            checkup.probe("postgresql").is(State.UP);
            Faults.tryTo(server, "disk-full");

            checkup.probe("postgresql")
                    .is(State.DOWN)
                    .at(Layer.CAPACITY)
                    .names("db.disk-full")
                    .isConfirmed()
                    .doesNotName("db.connection-refused")
                    .says("the disk of data", server.dataDirectory().toString())
                    .offers("df -h " + server.dataDirectory().getParent())
                    .offers(
                            "findmnt -o SOURCE,FSTYPE,SIZE,AVAIL,TARGET -T "
                                    + server.dataDirectory().getParent())
                    .offersNo("Never delete files of pg_wal")
                    .offersNo("After making room, start the server");
        }
    }

    @Test
    void a_full_data_disk_is_seen_through_a_session_too() {
        Faults.tryTo(server, "disk-full");
        try (Checkup checkup = Checkup.with(pair).set("via", "proxy").open()) {
            checkup.probe("postgresql")
                    .is(State.DOWN)
                    .at(Layer.CAPACITY)
                    .names("db.disk-full")
                    .isConfirmed()
                    .says("53100");
        }
    }

    @Test
    void a_full_disk_of_the_log_is_seen_behind_the_refused_connection() {
        try (Checkup checkup = Checkup.of(pair)) {
            checkup.probe("postgresql").is(State.UP);
            Faults.tryTo(server, "wal-full");

            Seen seen =
                    checkup.probe("postgresql")
                            .is(State.DOWN)
                            .at(Layer.CONNECT)
                            .names("db.disk-full")
                            .isConfirmed()
                            .says("the disk of pg_wal", "nothing listens")
                            .offers("SELECT pg_drop_replication_slot('<slot>');");
            List<String> start = seen.remedy("After making room, start the server");
            assertThat(start.getFirst()).contains(server.dataDirectory().toString());
        }
    }

    /** What stands before a server may accept for a while after that has died. */
    @Test
    void a_full_disk_of_the_log_is_seen_behind_connections_that_are_closed_at_once()
            throws IOException {
        try (HeldLogin way = new HeldLogin(server.directPort(), 0);
                Checkup checkup =
                        Checkup.with(pair)
                                .set("port", Integer.toString(way.port()))
                                .set("dataDirectory", server.dataDirectory().toString())
                                .open()) {
            way.release();
            checkup.probe("postgresql").is(State.UP);
            Faults.tryTo(server, "wal-full");

            checkup.probe("postgresql")
                    .is(State.DOWN)
                    .names("db.disk-full")
                    .isConfirmed()
                    .says("closed without a word", "the disk of pg_wal");
        }
    }

    @Test
    void a_full_disk_stays_an_alternative_where_we_cannot_look() {
        server.breakWith("kill");
        try (Checkup checkup = Checkup.with(pair).set("via", "proxy").open()) {
            checkup.probe("postgresql")
                    .is(State.DOWN)
                    .names("db.connection-refused")
                    .isLikely()
                    .alsoAllows("db.disk-full");
        }
    }

    @Test
    void few_connections_left_is_a_warning() {
        try (Checkup checkup = Checkup.of(pair);
                Sessions held = Sessions.open(server, 23)) {
            assertThat(held.count()).isEqualTo(23);
            checkup.probe("postgresql")
                    .is(State.DEGRADED)
                    .at(Layer.CAPACITY)
                    .names("db.too-many-connections")
                    .isLikely()
                    .says("of 27 connections are taken");
        }
    }
}
