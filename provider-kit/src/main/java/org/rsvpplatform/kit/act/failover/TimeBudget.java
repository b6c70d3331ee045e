package org.rsvpplatform.kit.act.failover;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.rsvpplatform.kit.observe.domain.GroupSettings;
import org.rsvpplatform.kit.observe.domain.GroupSettings.Hook;
import org.rsvpplatform.kit.observe.probe.Alarm;
import org.rsvpplatform.kit.observe.probe.Cadence;

/**
 * How long one step of an automatic failover takes at worst, computed from the configuration. What
 * happens at once is left out.
 *
 * @param lost how the active one is lost
 * @param step what takes the time; the last of each way to be lost is {@link #TOGETHER}
 * @param atMostMillis absent where it does not come to that
 * @param setting of providers.yaml that changes it; absent where none does
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TimeBudget(String lost, String step, Long atMostMillis, String setting) {
    static final String TOGETHER = "all together";

    private static final String ENDS = "it ends";
    private static final String SILENT = "it is silent";

    /**
     * The steps, for either way to be lost: its connections end or are refused, or it does not
     * answer any more, frozen or out of reach.
     *
     * @param probes of the active one
     */
    static List<TimeBudget> of(Cadence probes, GroupSettings settings, Patience patience) {
        List<TimeBudget> all = new ArrayList<>();
        List<TimeBudget> taken = takenOver(settings, patience);
        all.addAll(summed(ENDS, ended(probes, patience), taken));
        if (settings.fencing().isEmpty() && patience.silenceNeedsHook()) {
            all.add(
                    new TimeBudget(
                            SILENT,
                            "never: a mere silence proves nothing without a hook",
                            null,
                            "failover.hook"));
        } else {
            all.addAll(summed(SILENT, silent(probes, patience), taken));
        }
        return List.copyOf(all);
    }

    private static List<TimeBudget> summed(
            String lost, List<TimeBudget> noticed, List<TimeBudget> taken) {
        List<TimeBudget> steps = new ArrayList<>(noticed);
        steps.addAll(taken);
        steps.removeIf(step -> step.atMostMillis() == 0);
        long together = steps.stream().mapToLong(TimeBudget::atMostMillis).sum();
        steps.add(new TimeBudget(lost, TOGETHER, together, null));
        return steps.stream()
                .map(s -> new TimeBudget(lost, s.step(), s.atMostMillis(), s.setting()))
                .toList();
    }

    private static List<TimeBudget> ended(Cadence probes, Patience patience) {
        Optional<Duration> heard = patience.endHeard();
        Duration again =
                heard.isPresent()
                        ? Alarm.SECOND_LOOK.plus(
                                probes.secondLook().multipliedBy(Math.max(0, probes.fall() - 2)))
                        : probes.secondLook().multipliedBy(probes.fall() - 1L);
        return List.of(
                heard.map(time -> step("an open session ends", time, null))
                        .orElseGet(
                                () -> step("the next probe", probes.interval(), "probe.interval")),
                step("it is looked at again", again, "probe.fall"));
    }

    private static List<TimeBudget> silent(Cadence probes, Patience patience) {
        return patience.silenceHeard()
                .map(time -> List.of(step("heartbeats are missed", time, null)))
                .orElseGet(
                        () ->
                                List.of(
                                        step("the next probe", probes.interval(), "probe.interval"),
                                        step(
                                                "looks that are not answered",
                                                probes.deadline().multipliedBy(probes.fall()),
                                                "probe.deadline"),
                                        step(
                                                "until each is repeated",
                                                probes.secondLook()
                                                        .multipliedBy(probes.fall() - 1L),
                                                "probe.fall")));
    }

    private static List<TimeBudget> takenOver(GroupSettings settings, Patience patience) {
        return List.of(
                step(
                        "guards are asked, and once more before the fence",
                        patience.guards()
                                .plus(
                                        settings.observers().isEmpty()
                                                ? Duration.ZERO
                                                : OtherObservers.WITHIN)
                                .multipliedBy(2),
                        null),
                settings.fencing()
                        .map(Hook::timeout)
                        .map(time -> step("the hook fences it", time, "failover.hook.timeout"))
                        .orElseGet(() -> step("it is seen to be closed", patience.fence(), null)),
                step(
                        "the standby is promoted",
                        patience.promotion(),
                        settings.promoting().isPresent() ? "failover.promote.timeout" : null));
    }

    private static TimeBudget step(String what, Duration atMost, String setting) {
        return new TimeBudget("", what, atMost.toMillis(), setting);
    }
}
