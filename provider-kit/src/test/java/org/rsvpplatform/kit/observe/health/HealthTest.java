package org.rsvpplatform.kit.observe.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rsvpplatform.kit.observe.health.Observation.BAD;
import static org.rsvpplatform.kit.observe.health.Observation.GOOD;
import static org.rsvpplatform.kit.observe.health.Observation.POOR;
import static org.rsvpplatform.kit.observe.health.Observation.STALE;
import static org.rsvpplatform.kit.observe.provider.State.DEGRADED;
import static org.rsvpplatform.kit.observe.provider.State.DOWN;
import static org.rsvpplatform.kit.observe.provider.State.UNKNOWN;
import static org.rsvpplatform.kit.observe.provider.State.UP;

import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.rsvpplatform.kit.observe.provider.State;

class HealthTest {
    private static final Instant T0 = Instant.parse("2026-01-31T14:25:30Z");
    private static final int FALL = 3;
    private static final int RISE = 2;

    /** How many equal observations in a row move a state, and where to; 0 stands for never. */
    private record Move(int after, State to) {}

    private static final Map<State, Map<Observation, Move>> EXPECTED =
            Map.of(
                    UNKNOWN,
                    Map.of(
                            GOOD, new Move(1, UP),
                            POOR, new Move(1, DEGRADED),
                            BAD, new Move(FALL, DOWN),
                            STALE, new Move(0, UNKNOWN)),
                    UP,
                    Map.of(
                            GOOD, new Move(0, UP),
                            POOR, new Move(FALL, DEGRADED),
                            BAD, new Move(FALL, DOWN),
                            STALE, new Move(1, UNKNOWN)),
                    DEGRADED,
                    Map.of(
                            GOOD, new Move(RISE, UP),
                            POOR, new Move(0, DEGRADED),
                            BAD, new Move(FALL, DOWN),
                            STALE, new Move(1, UNKNOWN)),
                    DOWN,
                    Map.of(
                            GOOD, new Move(RISE, UP),
                            POOR, new Move(RISE, DEGRADED),
                            BAD, new Move(0, DOWN),
                            STALE, new Move(1, UNKNOWN)));

    @Test
    void every_observation_moves_every_state_as_the_table_says() {
        Map<State, Health> starts = new EnumMap<>(State.class);
        starts.put(UNKNOWN, Health.unknown(T0));
        starts.put(UP, after(Health.unknown(T0), GOOD));
        starts.put(DEGRADED, after(Health.unknown(T0), POOR));
        starts.put(DOWN, after(Health.unknown(T0), BAD, BAD, BAD));

        for (State from : State.values()) {
            for (Observation observation : Observation.values()) {
                Move move = EXPECTED.get(from).get(observation);
                Health health = starts.get(from);
                for (int seen = 1; seen <= FALL + RISE; seen++) {
                    health = after(health, observation);
                    boolean moved = move.after() > 0 && seen >= move.after();
                    assertThat(health.state())
                            .as("%s after %d times %s", from, seen, observation)
                            .isEqualTo(moved ? move.to() : from);
                }
            }
        }
    }

    @Test
    void an_agreeing_result_forgets_what_was_pending() {
        Health health = after(Health.unknown(T0), GOOD, BAD, BAD);
        assertThat(health.pending()).isTrue();

        health = after(health, GOOD);
        assertThat(health.pending()).isFalse();
        assertThat(after(health, BAD, BAD).state()).isEqualTo(UP);
    }

    @Test
    void worse_results_of_different_kinds_count_together_and_the_last_one_decides() {
        assertThat(after(Health.unknown(T0), GOOD, POOR, BAD, BAD).state()).isEqualTo(DOWN);
        assertThat(after(Health.unknown(T0), GOOD, BAD, BAD, POOR).state()).isEqualTo(DEGRADED);
    }

    @Test
    void a_change_keeps_its_time_and_its_reason() {
        Health down = Health.unknown(T0).next(BAD, "connect: refused", T0.plusSeconds(7), 1, RISE);

        assertThat(down.since()).isEqualTo(T0.plusSeconds(7));
        assertThat(down.reason()).isEqualTo("connect: refused");
    }

    @Test
    void a_group_is_as_good_as_its_active_provider_and_a_bad_standby_only_degrades_it() {
        assertThat(GroupRule.of(UP, List.of())).isEqualTo(UP);
        assertThat(GroupRule.of(UP, List.of(UP, DOWN))).isEqualTo(DEGRADED);
        assertThat(GroupRule.of(UP, List.of(UNKNOWN))).isEqualTo(DEGRADED);
        assertThat(GroupRule.of(DOWN, List.of(UP))).isEqualTo(DOWN);
        assertThat(GroupRule.of(UNKNOWN, List.of(UP))).isEqualTo(UNKNOWN);
        assertThat(GroupRule.towardsDomain(DOWN, false)).isEqualTo(DEGRADED);
        assertThat(GroupRule.towardsDomain(DOWN, true)).isEqualTo(DOWN);
    }

    private static Health after(Health health, Observation... observations) {
        Health next = health;
        for (Observation observation : observations) {
            next = next.next(observation, observation.name(), T0, FALL, RISE);
        }
        return next;
    }
}
