package org.rsvpplatform.database.postgresql.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.rsvpplatform.database.FencedWriter;
import org.rsvpplatform.database.HeldLogin;
import org.rsvpplatform.kit.act.command.RunFailed;
import org.rsvpplatform.kit.act.failover.Fence;
import org.rsvpplatform.sandbox.junit.Sandboxed;
import org.rsvpplatform.sandbox.postgresql.PostgresPair;

/** What fences by SQL cover. */
@Sandboxed
class PostgresFencesTest extends FencedClients {
    @Test
    void pg_hba_lets_nobody_in_not_even_a_superuser_or_a_login_in_progress(PostgresPair pair)
            throws Exception {
        watch(pair, "fence: hba");
        List<FencedWriter> covered =
                List.of(
                        writer(pair, ORDINARY, ""),
                        writer(pair, OWN, OWN_SETTINGS),
                        writer(pair, SUPERUSER, OWN_SETTINGS),
                        replication(pair));
        HeldLogin held = held(pair);
        FencedWriter late = late(held, LATE_SUPERUSER);
        covered.forEach(FencedWriter::awaitWrites);
        held.awaitPrompt();
        String before = Files.readString(pair.primary().dataDirectory().resolve("pg_hba.conf"));
        Fence fence = fence();

        fence.raise();

        held.release();
        assertNothingIsWritten(pair, covered, late);
        assertThat(late.acknowledged()).isEmpty();
        assertThat(fence.leavesOpen()).contains("have said nothing yet", "subscriptions");
        fence.raise();

        fence.lift();

        covered.forEach(FencedWriter::awaitWrites);
        late.awaitWrites();
        assertThat(pair.primary().dataDirectory().resolve("pg_hba.conf")).hasContent(before);
        assertThat(fence.lift()).startsWith("pg_hba.conf is as it was");
    }

    @Tag("full")
    @Test
    void locked_roles_are_out_and_superusers_are_named_as_left_open(PostgresPair pair)
            throws Exception {
        watch(pair, "fence: roles");
        FencedWriter superuser = writer(pair, SUPERUSER, OWN_SETTINGS);
        List<FencedWriter> covered =
                List.of(writer(pair, ORDINARY, ""), writer(pair, OWN, OWN_SETTINGS));
        HeldLogin held = held(pair);
        FencedWriter late = late(held, LATE);
        covered.forEach(FencedWriter::awaitWrites);
        held.awaitPrompt();
        Fence fence = fence();

        fence.raise();

        held.release();
        assertNothingIsWritten(pair, covered, late);
        assertThat(late.acknowledged()).isEmpty();
        assertThat(fence.leavesOpen()).startsWith("superusers");
        superuser.awaitWrites();
        fence.raise();

        fence.lift();

        covered.forEach(FencedWriter::awaitWrites);
        late.awaitWrites();
    }

    @Tag("full")
    @Test
    void sessions_of_a_role_that_somebody_else_has_locked_end_and_it_stays_locked(PostgresPair pair)
            throws Exception {
        watch(pair, "fence: roles");
        FencedWriter locked = writer(pair, ORDINARY, "");
        locked.awaitWrites();
        pair.primary().sql("ALTER ROLE %s NOLOGIN".formatted(ORDINARY.user()));
        locked.awaitWrites();
        Fence fence = fence();

        fence.raise();

        assertNothingIsWritten(pair, List.of(locked), locked);
        fence.lift();
        assertThat(
                        pair.primary()
                                .value(
                                        "SELECT rolcanlogin FROM pg_roles WHERE rolname = '%s'"
                                                .formatted(ORDINARY.user())))
                .isEqualTo("f");
    }

    @Tag("full")
    @Test
    void a_shutdown_leaves_nobody_in(PostgresPair pair) throws Exception {
        watch(pair, "fence: shutdown");
        List<FencedWriter> covered =
                List.of(
                        writer(pair, ORDINARY, ""),
                        writer(pair, OWN, OWN_SETTINGS),
                        writer(pair, SUPERUSER, OWN_SETTINGS),
                        replication(pair));
        HeldLogin held = held(pair);
        FencedWriter late = late(held, LATE_SUPERUSER);
        covered.forEach(FencedWriter::awaitWrites);
        held.awaitPrompt();
        Fence fence = fence();

        fence.raise();

        held.release();
        assertNothingIsAcknowledged(covered, late);
        assertThat(late.acknowledged()).isEmpty();
        assertThatThrownBy(fence::lift)
                .isInstanceOf(RunFailed.class)
                .hasMessageContaining("remove standby.signal");

        pair.heal();
        openDoor(pair.primary());

        fence.lift();
        covered.forEach(FencedWriter::awaitWrites);
    }

    @Tag("full")
    @Test
    void where_authentication_timeout_is_short_pg_hba_waits_for_those_who_have_said_nothing(
            PostgresPair pair) throws Exception {
        pair.primary().sql("ALTER SYSTEM SET authentication_timeout = '1s'");
        pair.primary().sql("SELECT pg_reload_conf()");
        watch(pair, "fence: hba");
        FencedWriter ordinary = writer(pair, ORDINARY, "");
        ordinary.awaitWrites();
        Fence fence = fence();

        fence.raise();

        assertNothingIsWritten(pair, List.of(ordinary), ordinary);
        assertThat(fence.leavesOpen()).doesNotContain("have said nothing yet");
        fence.lift();
        pair.primary().sql("ALTER SYSTEM RESET authentication_timeout");
    }

    @Tag("full")
    @Test
    void the_printed_lines_are_enough_to_lock_roles(PostgresPair pair) throws Exception {
        watch(administrated(pair), "auto: false");
        pair.primary().sql(String.join("\n", group.grants()));
        await().atMost(SOON).untilAsserted(() -> assertThat(group.fenced().holds()).isTrue());
        FencedWriter ordinary = writer(pair, ORDINARY, "");
        ordinary.awaitWrites();
        Fence fence = fence();

        fence.raise();

        assertNothingIsWritten(pair, List.of(ordinary), ordinary);
        fence.lift();
        ordinary.awaitWrites();
    }

    @Tag("full")
    @Test
    void the_lines_for_pg_hba_are_enough_for_it_and_open_sessions_of_superusers_are_named(
            PostgresPair pair) throws Exception {
        watch(administrated(pair), "fence: hba");
        pair.primary()
                .sql(
                        group.grants().stream()
                                .map(line -> line.replaceFirst("^-- GRANT", "GRANT"))
                                .collect(Collectors.joining("\n")));
        await().atMost(SOON).untilAsserted(() -> assertThat(group.fenced().holds()).isTrue());
        FencedWriter ordinary = writer(pair, ORDINARY, "");
        ordinary.awaitWrites();
        Fence fence = fence();

        fence.raise();

        assertNothingIsAcknowledged(List.of(ordinary), ordinary);
        assertThat(fence.leavesOpen())
                .contains("sessions of superusers that are open already", "logins in progress");
        fence.lift();
        ordinary.awaitWrites();
    }
}
