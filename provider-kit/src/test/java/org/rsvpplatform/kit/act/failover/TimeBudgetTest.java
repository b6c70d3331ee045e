package org.rsvpplatform.kit.act.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.rsvpplatform.kit.observe.domain.GroupSettings;
import org.rsvpplatform.kit.observe.domain.GroupSettings.Hook;
import org.rsvpplatform.kit.observe.probe.Cadence;

class TimeBudgetTest {
    private static final String ENDS = "it ends";
    private static final String SILENT = "it is silent";

    private static final Patience HEARD =
            new Patience(
                    Optional.of(Duration.ZERO),
                    Optional.of(Duration.ofSeconds(2)),
                    Duration.ofSeconds(1),
                    Duration.ZERO,
                    true,
                    Duration.ofSeconds(30));

    @Test
    void one_that_is_heard_twice_a_second_and_fenced_by_a_hook() {
        assertThat(TimeBudget.of(Cadence.DEFAULT, withHook(Duration.ofSeconds(5)), HEARD))
                .extracting(TimeBudget::lost, TimeBudget::atMostMillis, TimeBudget::setting)
                .containsExactly(
                        tuple(ENDS, 50L, "probe.fall"),
                        tuple(ENDS, 2_000L, null),
                        tuple(ENDS, 5_000L, "failover.hook.timeout"),
                        tuple(ENDS, 30_000L, null),
                        tuple(ENDS, 37_050L, null),
                        tuple(SILENT, 2_000L, null),
                        tuple(SILENT, 2_000L, null),
                        tuple(SILENT, 5_000L, "failover.hook.timeout"),
                        tuple(SILENT, 30_000L, null),
                        tuple(SILENT, 39_000L, null));
    }

    @Test
    void without_a_hook_a_silence_leads_to_nothing() {
        assertThat(TimeBudget.of(Cadence.DEFAULT, GroupSettings.USUAL, HEARD))
                .filteredOn(step -> step.lost().equals(SILENT))
                .singleElement()
                .satisfies(
                        step -> {
                            assertThat(step.step()).startsWith("never");
                            assertThat(step.atMostMillis()).isNull();
                            assertThat(step.setting()).isEqualTo("failover.hook");
                        });
    }

    @Test
    void where_only_probes_notice_it_their_settings_decide() {
        Cadence probes =
                Cadence.DEFAULT
                        .every(Duration.ofSeconds(10))
                        .within(Duration.ofSeconds(3))
                        .counting(3, 2);

        assertThat(TimeBudget.of(probes, GroupSettings.USUAL, Patience.NONE))
                .extracting(TimeBudget::lost, TimeBudget::atMostMillis, TimeBudget::setting)
                .containsExactly(
                        tuple(ENDS, 10_000L, "probe.interval"),
                        tuple(ENDS, 500L, "probe.fall"),
                        tuple(ENDS, 10_500L, null),
                        tuple(SILENT, 10_000L, "probe.interval"),
                        tuple(SILENT, 9_000L, "probe.deadline"),
                        tuple(SILENT, 500L, "probe.fall"),
                        tuple(SILENT, 19_500L, null));
    }

    private static GroupSettings withHook(Duration timeout) {
        return new GroupSettings(
                true,
                false,
                Duration.ofHours(1),
                Map.of(),
                "best",
                Optional.of(
                        new Hook(
                                List.of("/bin/true"),
                                Map.of(),
                                Optional.empty(),
                                Optional.empty(),
                                timeout)),
                Optional.empty(),
                Optional.empty(),
                List.of());
    }
}
