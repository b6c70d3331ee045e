package org.rsvpplatform.kit.act.failover;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.rsvpplatform.kit.act.command.GuardReport;
import org.rsvpplatform.kit.act.command.InvalidParameters;
import org.rsvpplatform.kit.act.command.Refused;
import org.rsvpplatform.kit.act.command.RunDocument;
import org.rsvpplatform.kit.observe.cause.Cause;
import org.rsvpplatform.kit.observe.cause.Diagnosis;
import org.rsvpplatform.kit.observe.domain.DomainWatch;
import org.rsvpplatform.kit.observe.domain.GroupSettings;
import org.rsvpplatform.kit.observe.health.DomainStatus.ProviderStatus;
import org.rsvpplatform.kit.observe.probe.Backend;
import org.rsvpplatform.kit.observe.provider.Appointment;
import org.rsvpplatform.kit.observe.provider.Provider;
import org.rsvpplatform.kit.observe.provider.Role;
import org.rsvpplatform.kit.observe.provider.State;

/** Who could follow the active providers of a domain's groups, and whether they would now. */
public final class Successions {
    private final DomainWatch watch;
    private final CommonGuards guards;
    private final UnderWay underWay;
    private final Clock clock;

    /**
     * @param openRuns the runs of this service that have not ended
     */
    public Successions(
            DomainWatch watch,
            CommonGuards guards,
            Supplier<List<RunDocument>> openRuns,
            Clock clock) {
        this.watch = watch;
        this.guards = guards;
        this.underWay = new UnderWay(watch.domain().name(), openRuns);
        this.clock = clock;
    }

    /** The groups with somebody who could follow, in the order of the file. */
    public List<String> groups() {
        return watch.providers().stream()
                .filter(p -> p.role() == Role.STANDBY)
                .filter(p -> watch.backend(p.name()).orElse(null) instanceof Successor)
                .map(Provider::group)
                .distinct()
                .toList();
    }

    /**
     * The groups that a word means.
     *
     * @param word a group or one of its providers, or the domain; null for all
     */
    List<String> groups(String word) {
        boolean all = word == null || word.isBlank() || word.equals(watch.domain().name());
        if (all) {
            return groups();
        }
        return List.of(new SuccessionTarget(watch, word, null).group());
    }

    /**
     * The one group that a call means: that of the successor, or of the word; the domain's default
     * one where the domain is named.
     *
     * @throws InvalidParameters when they name nothing, or not the same; or nothing is named, and
     *     this domain has none
     * @throws Refused nothing is named, and another group may have been meant
     */
    String group(String word, String to) {
        SuccessionTarget target = new SuccessionTarget(watch, word, to);
        if (target.namesAnything()) {
            return target.group();
        }
        List<String> all = groups();
        if (all.isEmpty()) {
            throw new InvalidParameters(
                    "target", "not given, and " + note(all).getFirst(), "name a group");
        }
        if (all.size() > 1) {
            throw new Refused(
                    "no group is named, and there are several groups: " + String.join(", ", all),
                    "name one of them; providers:failover --auto looks at those whose active"
                            + " provider is DOWN");
        }
        return target.group();
    }

    /** Whether a change of this domain's is under way, for which this group has to wait. */
    boolean isBusy(String group) {
        return !underWay.noneOfDomain(group, Optional.empty()).holds();
    }

    /** What to say where no group is meant; empty where one is. */
    List<String> note(List<String> groups) {
        return groups.isEmpty()
                ? List.of(
                        "nothing of %s can be failed over by this service"
                                .formatted(watch.domain().name()))
                : List.of();
    }

    /**
     * As below; empty when there is nobody who could follow, which is told when it is explained.
     */
    Optional<Assessment> assessIfAble(String group) {
        try {
            return Optional.of(assess(group, null, false));
        } catch (Refused e) {
            return Optional.empty();
        }
    }

    /** As below, for a plan. */
    Assessment assess(String group, String to, boolean force) {
        return ForPlan.ask(() -> assess(group, Optional.ofNullable(to), force, Optional.empty()));
    }

    /**
     * Which succession would be the right one, and whether it would be carried out now.
     *
     * @param to the successor; the best standby when empty
     * @param force whether a loss is accepted
     * @param run the run that asks; another one of the domain is in its way
     * @throws Refused when there is nobody who could follow
     */
    Assessment assess(String group, Optional<String> to, boolean force, Optional<RunDocument> run)
            throws InterruptedException {
        return assess(group, to, force, run, Optional.empty());
    }

    /**
     * @param own what carries it out, which must ask and act by one and the same decision
     */
    Assessment assess(
            String group,
            Optional<String> to,
            boolean force,
            Optional<RunDocument> run,
            Optional<Takeover> own)
            throws InterruptedException {
        Appointment present =
                watch.appointment(group)
                        .orElseThrow(
                                () ->
                                        new Refused(
                                                "group %s has no active provider".formatted(group),
                                                "its configuration must hold the one that is"
                                                        + " appointed"));
        Map<String, ProviderStatus> status = watch.status(false, List.of()).providers();
        Provider from = provider(present.provider());
        Provider successor = successor(group, to, status);
        State state = status.get(from.name()).state();
        Verb verb = force ? Verb.FORCE : state.works() ? Verb.SWITCHOVER : Verb.FAILOVER;
        String why =
                force
                        ? "an operator accepts a loss"
                        : "%s is %s"
                                .formatted(
                                        from.name(),
                                        Situation.told(
                                                state, watch.board().diagnosis(from.name())));
        Succession succession = new Succession(verb, from, successor, watch.epoch(group) + 1);
        GroupSettings settings = watch.settings(group);
        Takeover takeover = own.orElseGet(() -> takeover(succession));
        Situation situation =
                new Situation(
                        succession,
                        state,
                        watch.board().diagnosis(from.name()),
                        status.get(successor.name()).state(),
                        watch.board().diagnosis(successor.name()),
                        settings,
                        present,
                        clock.instant());
        Loss loss = takeover.loss();
        List<GuardReport> reports = new ArrayList<>(guards.look(situation));
        reports.add(underWay.noneOfDomain(group, run));
        if (verb == Verb.FAILOVER && !settings.observers().isEmpty()) {
            reports.add(new OtherObservers(settings.observers()).look(from.name()));
        }
        for (Guard guard : takeover.guards()) {
            reports.add(guard.look());
        }
        if (verb != Verb.FORCE) {
            reports.add(withinLoss(loss, settings));
        }
        return new Assessment(succession, why, takeover, loss, List.copyOf(reports));
    }

    Provider provider(String name) {
        return watch.providers().stream()
                .filter(p -> p.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                new Refused(
                                        "%s is no longer configured".formatted(name),
                                        "its configuration must hold it"));
    }

    private Provider successor(
            String group, Optional<String> to, Map<String, ProviderStatus> status) {
        List<Provider> standbys =
                watch.providers().stream()
                        .filter(p -> p.group().equals(group) && p.role() == Role.STANDBY)
                        .toList();
        return standbys.stream()
                .filter(p -> to.isEmpty() || to.get().equals(p.name()))
                .min(Comparator.comparing((Provider p) -> status.get(p.name()).state()))
                .orElseThrow(
                        () ->
                                new Refused(
                                        to.map(name -> name + " is no standby of group " + group)
                                                .orElse("group %s has no standby".formatted(group)),
                                        "its standbys: "
                                                + String.join(
                                                        ", ",
                                                        standbys.stream()
                                                                .map(Provider::name)
                                                                .toList())));
    }

    /**
     * What would carry it out.
     *
     * @throws Refused when its successor can't take over
     */
    Takeover takeover(Succession succession) {
        GroupSettings settings = watch.settings(succession.group());
        Backend<?> from = watch.backend(succession.from().name()).orElseThrow();
        Backend<?> to = watch.backend(succession.to().name()).orElseThrow();
        if (to instanceof Successor able) {
            return able.takeOver(
                    succession,
                    from,
                    settings,
                    watch.board()
                            .diagnosis(succession.from().name())
                            .map(Diagnosis::cause)
                            .orElse(Cause.UNKNOWN));
        }
        throw new Refused(
                "a provider of kind %s does not take over".formatted(succession.to().kind()),
                "point its clients to %s by hand".formatted(succession.to().name()));
    }

    private static GuardReport withinLoss(Loss loss, GroupSettings settings) {
        String name = "loss is within bounds";
        if (!loss.known()) {
            return GuardReport.blocks(
                    name,
                    "what may be lost is unknown: " + loss.evidence(),
                    "./rsvp providers:force-failover names it as unknown and takes an agreement");
        }
        String evidence =
                loss.shown().equals(Loss.NOTHING)
                        ? "nothing may be lost (%s)".formatted(loss.evidence())
                        : "at most %s may be lost (%s)".formatted(loss.shown(), loss.evidence());
        return loss.within(settings.maxLoss())
                ? GuardReport.holds(name, evidence)
                : GuardReport.blocks(
                        name,
                        evidence + "; maxLoss is " + Loss.told(settings.maxLoss()),
                        "raise failover.maxLoss, or force it with its plan");
    }
}
