package org.rsvpplatform.kit.act.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rsvpplatform.kit.act.failover.Phase.Event;

class PhaseTest {
    @ParameterizedTest
    @CsvSource({
        "PRECHECK, PASSED, FENCE",
        "PRECHECK, FAILED, REFUSED",
        "FENCE, PASSED, PROMOTE",
        "FENCE, FAILED, LIFT",
        "PROMOTE, PASSED, PUBLISH",
        "PROMOTE, FAILED, LIFT",
        "PROMOTE, UNSURE, HALTED",
        "PUBLISH, PASSED, VERIFY",
        "PUBLISH, FAILED, HALTED",
        "VERIFY, PASSED, DONE",
        "VERIFY, FAILED, UNPROVEN",
        "LIFT, PASSED, ROLLED_BACK",
        "LIFT, FAILED, HALTED",
        "HALTED, ANSWERED_BACK, LIFT",
        "HALTED, ANSWERED_ABANDON, ABANDONED",
    })
    void what_follows_on_what(Phase phase, Event event, Phase next) {
        assertThat(phase.after(event)).isEqualTo(next);
    }

    @Test
    void nothing_is_promoted_before_a_fence_stands_nor_published_before_it_is_promoted() {
        assertThat(into(Phase.PROMOTE)).containsExactly(Phase.FENCE);
        assertThat(into(Phase.PUBLISH)).containsExactly(Phase.PROMOTE);
        assertThat(into(Phase.DONE)).containsExactly(Phase.VERIFY);
    }

    @Test
    void once_it_is_published_nobody_goes_back() {
        Set<Phase> reached = EnumSet.noneOf(Phase.class);
        Deque<Phase> open = new ArrayDeque<>(Set.of(Phase.VERIFY));
        while (!open.isEmpty()) {
            Phase phase = open.pop();
            if (reached.add(phase)) {
                Arrays.stream(Event.values())
                        .filter(event -> follows(phase, event))
                        .forEach(event -> open.push(phase.after(event)));
            }
        }

        assertThat(reached).containsExactlyInAnyOrder(Phase.VERIFY, Phase.DONE, Phase.UNPROVEN);
    }

    @Test
    void an_end_is_an_end() {
        for (Phase end :
                EnumSet.of(
                        Phase.DONE,
                        Phase.REFUSED,
                        Phase.ROLLED_BACK,
                        Phase.UNPROVEN,
                        Phase.ABANDONED)) {
            assertThat(end.isOver()).isTrue();
            for (Event event : Event.values()) {
                assertThatThrownBy(() -> end.after(event))
                        .isInstanceOf(IllegalStateException.class);
            }
        }
    }

    private static Set<Phase> into(Phase wanted) {
        Set<Phase> before = EnumSet.noneOf(Phase.class);
        for (Phase phase : Phase.values()) {
            for (Event event : Event.values()) {
                if (follows(phase, event) && phase.after(event) == wanted) {
                    before.add(phase);
                }
            }
        }
        return before;
    }

    private static boolean follows(Phase phase, Event event) {
        try {
            phase.after(event);
            return true;
        } catch (IllegalStateException e) {
            return false;
        }
    }
}
