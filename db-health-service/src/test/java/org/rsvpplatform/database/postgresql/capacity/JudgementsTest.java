package org.rsvpplatform.database.postgresql.capacity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.rsvpplatform.database.capacity.Activity;
import org.rsvpplatform.database.capacity.Statements;
import org.rsvpplatform.kit.observe.probe.Outcome;

/** Thresholds from the server's own settings, with numbers that no test reaches on a real one. */
class JudgementsTest {
    private static final long GIBIBYTE = 1L << 30;

    private final AtomicLong now = new AtomicLong();

    @Test
    void half_as_much_again_as_autovacuums_age_is_too_old() {
        Wraparound wraparound = new Wraparound(OptionalLong.empty());

        assertThat(wraparound.judge(aged(299_000_000, 0))).isInstanceOf(Outcome.Passed.class);
        assertThat(wraparound.judge(aged(301_000_000, 0))).isInstanceOf(Outcome.Degraded.class);
    }

    @Test
    void multixacts_are_measured_by_their_own_age() {
        Wraparound wraparound = new Wraparound(OptionalLong.empty());

        assertThat(wraparound.judge(aged(299_000_000, 599_000_000)))
                .isInstanceOf(Outcome.Passed.class);
        assertThat(wraparound.judge(aged(299_000_000, 601_000_000)))
                .isInstanceOf(Outcome.Degraded.class)
                .extracting(Outcome::evidence)
                .asString()
                .contains("the oldest multixact of database rsvp is 601,000,000 multixacts old");
    }

    @Test
    void a_table_gets_three_rounds_of_autovacuum() {
        VacuumBehind vacuum = new VacuumBehind(now::get);
        Picture over = piled(true);

        assertThat(vacuum.judge(over)).isInstanceOf(Outcome.Passed.class);
        pass(Duration.ofSeconds(179));
        assertThat(vacuum.judge(over)).isInstanceOf(Outcome.Passed.class);
        pass(Duration.ofSeconds(2));
        assertThat(vacuum.judge(over)).isInstanceOf(Outcome.Degraded.class);
    }

    @Test
    void a_table_that_autovacuum_may_not_clean_gets_none() {
        assertThat(new VacuumBehind(now::get).judge(piled(false)))
                .isInstanceOf(Outcome.Degraded.class);
    }

    @Test
    void a_slot_may_keep_what_the_server_keeps_for_itself() {
        RetainedWal retained = new RetainedWal(OptionalLong.empty());

        assertThat(retained.judge(keeping(GIBIBYTE, "extended", -1)))
                .isInstanceOf(Outcome.Passed.class);
        assertThat(retained.judge(keeping(GIBIBYTE + 1, "extended", -1)))
                .isInstanceOf(Outcome.Degraded.class);
        assertThat(retained.judge(keeping(GIBIBYTE / 2, "extended", GIBIBYTE / 2)))
                .isInstanceOf(Outcome.Degraded.class);
    }

    @Test
    void a_lost_slot_is_said_to_be_lost() {
        assertThat(new RetainedWal(OptionalLong.empty()).judge(keeping(0, "lost", -1)).evidence())
                .contains("slot forgotten can't be used any more", "wal_status lost");
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    private static Picture aged(long age, long multixactAge) {
        return picture(
                new AgesQuestion.Ages(
                        List.of(new AgesQuestion.Database("rsvp", age, multixactAge, true)),
                        200_000_000,
                        1_600_000_000,
                        400_000_000,
                        1_600_000_000,
                        List.of()),
                new TablesQuestion.Tables(List.of(), 60),
                new SlotsQuestion.Slots(List.of(), GIBIBYTE, -1));
    }

    private static Picture piled(boolean enabled) {
        return picture(
                null,
                new TablesQuestion.Tables(
                        List.of(
                                new TablesQuestion.Behind(
                                        "public", "rsvps", 20_000, 10, 52, enabled, "")),
                        60),
                null);
    }

    private static Picture keeping(long held, String status, long keepSize) {
        return picture(
                null,
                null,
                new SlotsQuestion.Slots(
                        List.of(new SlotsQuestion.Slot("forgotten", "physical", 0, status, held)),
                        GIBIBYTE,
                        keepSize));
    }

    private static Picture picture(
            AgesQuestion.Ages ages, TablesQuestion.Tables tables, SlotsQuestion.Slots slots) {
        return new Picture(
                false,
                new Activity(10, 3, List.of(), List.of()),
                new Counters(0, 0, 0),
                Statements.none("not asked"),
                ages,
                tables,
                slots,
                List.of());
    }
}
