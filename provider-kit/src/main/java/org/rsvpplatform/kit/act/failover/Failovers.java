package org.rsvpplatform.kit.act.failover;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.rsvpplatform.kit.act.command.GuardReport;
import org.rsvpplatform.kit.act.command.Refused;
import org.rsvpplatform.kit.act.command.Run;
import org.rsvpplatform.kit.act.command.RunDocument;
import org.rsvpplatform.kit.act.command.RunFailed;
import org.rsvpplatform.kit.act.command.RunHalted;
import org.rsvpplatform.kit.act.command.RunRolledBack;
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
import org.rsvpplatform.kit.time.Deadline;
import org.rsvpplatform.kit.time.Ticker;

/** Assesses and carries out successions of a domain's groups. */
public final class Failovers {
    private static final Duration MEASURED = Duration.ofSeconds(10);
    private static final Duration LOOK = Duration.ofMillis(50);

    private final DomainWatch watch;
    private final CommonGuards guards;
    private final Appointments appointments;
    private final Decisions decisions;
    private final UnderWay underWay;
    private final Returns returns;
    private final Admissions admissions;
    private final Clock clock;
    private final Ticker ticker;
    private final List<Consumer<Ended>> listeners = new CopyOnWriteArrayList<>();

    /**
     * @param openRuns the runs of this service that have not ended
     */
    public Failovers(
            DomainWatch watch,
            CommonGuards guards,
            Appointments appointments,
            Decisions decisions,
            Supplier<List<RunDocument>> openRuns,
            Returns returns,
            Admissions admissions,
            Clock clock,
            Ticker ticker) {
        this.ticker = ticker;
        this.watch = watch;
        this.guards = guards;
        this.appointments = appointments;
        this.decisions = decisions;
        this.underWay = new UnderWay(openRuns);
        this.returns = returns;
        this.admissions = admissions;
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
     * Proves that a group's active provider is what it should be, and its others are not.
     *
     * @return what was seen
     * @throws RunFailed what is missing
     */
    String prove(String group) throws RunFailed, InterruptedException {
        Provider active =
                watch.appointment(group)
                        .map(a -> provider(a.provider()))
                        .orElseThrow(() -> new RunFailed("it has no active provider"));
        List<String> seen = new ArrayList<>();
        for (Provider other : watch.providers()) {
            if (other.group().equals(group) && other.role() == Role.STANDBY) {
                Succession past = new Succession(Verb.FAILOVER, other, active, watch.epoch(group));
                seen.add(takeover(past, watch.settings(group)).proof().look());
            }
        }
        return String.join("; ", seen);
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
    private Assessment assess(
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
        boolean well = state == State.UP || state == State.DEGRADED;
        Verb verb = force ? Verb.FORCE : well ? Verb.SWITCHOVER : Verb.FAILOVER;
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
        Takeover takeover = own.orElseGet(() -> takeover(succession, settings));
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
        for (Guard guard : takeover.guards()) {
            reports.add(guard.look());
        }
        if (verb != Verb.FORCE) {
            reports.add(withinLoss(loss, settings));
        }
        return new Assessment(succession, why, takeover, loss, List.copyOf(reports));
    }

    private Provider provider(String name) {
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

    private Takeover takeover(Succession succession, GroupSettings settings) {
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
        String evidence = "at most %s may be lost (%s)".formatted(loss.shown(), loss.evidence());
        return loss.within(settings.maxLoss())
                ? GuardReport.holds(name, evidence)
                : GuardReport.blocks(
                        name,
                        evidence + "; maxLoss is " + settings.maxLoss(),
                        "raise failover.maxLoss, or force it with its plan");
    }

    /** Why a group would or would not change right now. */
    public Explanation explain(String group) throws InterruptedException {
        try {
            Assessment assessment = assess(group, Optional.empty(), false, Optional.empty());
            Succession succession = assessment.succession();
            return new Explanation(
                    group,
                    succession.from().name(),
                    succession.to().name(),
                    watch.epoch(group),
                    succession.verb(),
                    assessment.why(),
                    assessment.clear(),
                    watch.settings(group).auto(),
                    assessment.guards(),
                    budget(succession, assessment.takeover()),
                    decisions.of(group),
                    returns.of(group),
                    admissions.of(group).orElse(null));
        } catch (Refused e) {
            return new Explanation(
                    group,
                    watch.appointment(group).map(Appointment::provider).orElse(null),
                    null,
                    watch.epoch(group),
                    null,
                    e.getMessage() + "; " + e.hint(),
                    false,
                    watch.settings(group).auto(),
                    List.of(),
                    List.of(),
                    decisions.of(group),
                    returns.of(group),
                    admissions.of(group).orElse(null));
        }
    }

    private List<TimeBudget> budget(Succession succession, Takeover takeover) {
        return watch.cadence(succession.from().name())
                .map(
                        probes ->
                                TimeBudget.of(
                                        probes,
                                        watch.settings(succession.group()),
                                        takeover.patience()))
                .orElse(List.of());
    }

    /** Hears of each succession that was begun, when it has ended or halted. */
    public void onEnd(Consumer<Ended> listener) {
        listeners.add(listener);
    }

    /** Carries the run's plan out, one succession after the other, or what is left of it. */
    List<FailoverResult.Changed> carryOut(Run run)
            throws RunFailed, RunHalted, RunRolledBack, InterruptedException {
        List<FailoverResult.Changed> changed = new ArrayList<>();
        for (Succession succession : SuccessionBasis.of(run.plan().basis(), watch)) {
            carryOut(succession, run);
            changed.add(
                    FailoverResult.Changed.of(
                            succession, run.note(lossNote(succession)).orElse("unknown")));
        }
        return changed;
    }

    private void carryOut(Succession succession, Run run)
            throws RunFailed, RunHalted, RunRolledBack, InterruptedException {
        long begin = ticker.nanos();
        Ended.Outcome outcome = Ended.Outcome.FAILED;
        try {
            Takeover takeover = takeover(succession, run);
            new SuccessionRun(
                            succession,
                            takeover,
                            () -> recheck(succession, takeover, run),
                            () -> stillGone(succession),
                            () -> publish(succession),
                            run)
                    .carryOut();
            outcome = Ended.Outcome.SUCCEEDED;
        } catch (Refused e) {
            outcome = Ended.Outcome.REFUSED;
            throw e;
        } catch (RunRolledBack e) {
            outcome = Ended.Outcome.ROLLED_BACK;
            throw e;
        } catch (RunHalted e) {
            outcome = Ended.Outcome.HALTED;
            throw e;
        } finally {
            Ended ended = new Ended(succession, outcome, Duration.ofNanos(ticker.nanos() - begin));
            listeners.forEach(listener -> listener.accept(ended));
        }
    }

    /** Where a run is taken up, what stands half way must not be left so in silence. */
    private Takeover takeover(Succession succession, Run run) throws RunHalted, RunFailed {
        if (run.answer().equals(Optional.of(Run.Answer.ABANDON))
                && run.note(SuccessionRun.haltNote(succession.group())).isEmpty()) {
            throw new RunFailed("an operator left it as it is");
        }
        try {
            return takeover(succession, watch.settings(succession.group()));
        } catch (Refused e) {
            if (run.isTakenUp()) {
                throw new RunHalted(
                        "%s; %s. Go forward (try again), or abandon (leave both as they are)?"
                                .formatted(e.getMessage(), e.hint()),
                        List.of(Run.Answer.FORWARD, Run.Answer.ABANDON));
            }
            throw e;
        }
    }

    private String recheck(Succession succession, Takeover takeover, Run run)
            throws RunFailed, InterruptedException {
        awaitMeasured(succession);
        Assessment now =
                assess(
                        succession.group(),
                        Optional.of(succession.to().name()),
                        succession.verb() == Verb.FORCE,
                        Optional.of(run.document()),
                        Optional.of(takeover));
        SincePlan.stillHold(now.guards());
        SincePlan.sameSuccession(succession, now.succession());
        if (succession.verb() == Verb.FORCE
                && now.loss().known()
                && !now.loss().within(run.plan().ceilings())) {
            throw new RunFailed(
                    "%s may be lost by now, and the plan accepts %s"
                            .formatted(now.loss().shown(), run.plan().ceilings()));
        }
        run.note(lossNote(succession), now.loss().shown());
        run.note(
                synchronousNote(succession.group()),
                Boolean.toString(now.takeover().synchronous()));
        return "%d guards hold; %s".formatted(now.guards().size(), now.loss().evidence());
    }

    private String stillGone(Succession succession) throws RunFailed, InterruptedException {
        awaitMeasured(succession);
        State state = state(succession.from());
        if (state == State.UP || state == State.DEGRADED) {
            throw new RunFailed("%s is %s again".formatted(succession.from().name(), state));
        }
        return "%s is %s".formatted(succession.from().name(), state);
    }

    /** A service that was just started has measured nobody yet. */
    private void awaitMeasured(Succession succession) throws InterruptedException {
        Deadline deadline = Deadline.in(MEASURED, ticker);
        while (state(succession.from()) == State.UNKNOWN
                || state(succession.to()) == State.UNKNOWN) {
            if (!deadline.pause(LOOK)) {
                return; // the guards say so
            }
        }
    }

    private State state(Provider provider) {
        return watch.board().state(provider.name()).orElse(State.UNKNOWN);
    }

    /** Of a run: whether its group's active provider acknowledged nothing without its successor. */
    static String synchronousNote(String group) {
        return "synchronous " + group;
    }

    private static String lossNote(Succession succession) {
        return "loss " + succession.group();
    }

    static String told(List<GuardReport> blocking) {
        return String.join(
                "; ",
                blocking.stream()
                        .map(g -> "%s: %s (%s)".formatted(g.name(), g.evidence(), g.unblock()))
                        .toList());
    }

    private String publish(Succession succession) {
        appointments.publish(
                new Appointment(
                        succession.group(),
                        succession.to().name(),
                        succession.epoch(),
                        clock.instant()));
        return "%s is the active one of %s, epoch %d"
                .formatted(succession.to().name(), succession.group(), succession.epoch());
    }

    /** Keeps a decision. */
    void decided(Assessment assessment, String by, Optional<String> run) {
        decisions.add(
                new Decision(
                        clock.instant(),
                        assessment.succession().group(),
                        assessment.succession().verb(),
                        by,
                        run.isPresent(),
                        assessment.clear()
                                ? assessment.why()
                                : assessment.why() + "; " + told(assessment.blocking()),
                        assessment.blocking().stream().map(GuardReport::name).toList(),
                        run.orElse(null)));
    }
}
