package org.rsvpplatform.kit.act.failover;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.rsvpplatform.kit.act.command.GuardReport;
import org.rsvpplatform.kit.act.command.Plan;
import org.rsvpplatform.kit.act.command.Run;
import org.rsvpplatform.kit.act.command.RunDocument;
import org.rsvpplatform.kit.act.command.RunFailed;
import org.rsvpplatform.kit.act.command.Verdict;
import org.rsvpplatform.kit.observe.domain.GroupSettings.Hook;
import org.rsvpplatform.kit.time.Deadline;
import org.rsvpplatform.kit.time.Ticker;

/**
 * Makes a former active provider follow the present one. An operator's hook does it, and keeps
 * aside what it replaces; without one it is told how it is done by hand.
 */
public final class Rejoins {
    private static final Duration FOLLOWS = Duration.ofSeconds(60);

    private final Returns returns;
    private final Supplier<List<RunDocument>> latestRuns;
    private final Ticker ticker;

    /**
     * What came of it.
     *
     * @param active the one that it follows now
     * @param diverged what it held that the active one has not
     * @param told what the hook said, such as where the old data are kept
     * @param synchronous what was done so that commits wait for it again; absent where they did not
     *     before
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Result(
            Verdict verdict,
            String group,
            String provider,
            String active,
            String diverged,
            String told,
            String follows,
            String synchronous) {}

    /**
     * @param latestRuns the runs of this service, newest first
     */
    public Rejoins(Returns returns, Supplier<List<RunDocument>> latestRuns, Ticker ticker) {
        this.returns = returns;
        this.latestRuns = latestRuns;
        this.ticker = ticker;
    }

    /** What would be done with this provider. */
    public Plan plan(String provider) {
        Succession past = returns.past(provider);
        Return parts = returns.parts(past);
        String name = past.from().name();
        String active = past.to().name();
        // First: they ask both, who have their identities from then on.
        List<GuardReport> guards = ForPlan.ask(() -> guards(past, parts, Optional.empty()));
        SortedMap<String, String> basis = new TreeMap<>(parts.identities());
        basis.put(UnderWay.REJOIN + past.group(), name);
        basis.put(SincePlan.ACTIVE + past.group(), active);
        basis.put("since epoch " + past.group(), Long.toString(past.epoch()));
        basis.put("diverged " + name, diverged(past));
        boolean synchronous = wasSynchronous(past);
        basis.put(Failovers.synchronousNote(past.group()), Boolean.toString(synchronous));
        List<Plan.Step> steps = new ArrayList<>();
        steps.add(
                new Plan.Step(
                        rejoin(name),
                        "%s keeps aside all data of %s, and replaces them by those of %s where the two have come apart; %s"
                                .formatted(
                                        hook(past)
                                                .map(hook -> new HookCall(hook).shown())
                                                .orElse("an operator"),
                                        name,
                                        active,
                                        diverged(past))));
        steps.add(new Plan.Step(verify(name), "see it follow " + active));
        if (synchronous) {
            steps.add(
                    new Plan.Step(
                            synchronise(name),
                            "let commits of %s wait for it again, as they did before"
                                    .formatted(active)));
        }
        // Nobody has counted what it holds and the active one lacks.
        return new Plan(steps, basis, new TreeMap<>(), true, guards);
    }

    /** Before the former one was followed, by the last run that looked. */
    private boolean wasSynchronous(Succession past) {
        String note = Failovers.synchronousNote(past.group());
        return latestRuns.get().stream()
                .flatMap(run -> run.note(note).stream())
                .findFirst()
                .filter(Boolean::parseBoolean)
                .isPresent();
    }

    private static String synchronise(String provider) {
        return "synchronise " + provider;
    }

    private static String rejoin(String provider) {
        return "rejoin " + provider;
    }

    private static String verify(String provider) {
        return "verify " + provider;
    }

    private Optional<Hook> hook(Succession past) {
        return returns.settings(past).rejoining();
    }

    private List<GuardReport> guards(Succession past, Return parts, Optional<RunDocument> own)
            throws InterruptedException {
        List<GuardReport> reports = new ArrayList<>(returns.touchable(past, own));
        reports.add(takesNone(past));
        for (Guard guard : parts.rejoin().guards()) {
            reports.add(guard.look());
        }
        reports.add(
                hook(past)
                        .map(
                                hook ->
                                        GuardReport.holds(
                                                "a hook does it", new HookCall(hook).shown()))
                        .orElseGet(
                                () ->
                                        GuardReport.blocks(
                                                "a hook does it",
                                                "group %s has no failover.rejoin"
                                                        .formatted(past.group()),
                                                "configure failover.rejoin, or do it by hand:\n"
                                                        + String.join(
                                                                "\n", parts.rejoin().byHand()))));
        return List.copyOf(reports);
    }

    private GuardReport takesNone(Succession past) throws InterruptedException {
        String name = "it takes no writes";
        String former = past.from().name();
        if (returns.takesWritesFor(former).isEmpty()) {
            return GuardReport.holds(name, former + " is not heard taking writes");
        }
        return returns.barrier(past)
                .map(barrier -> GuardReport.holds(name, "%s %s".formatted(former, barrier)))
                .orElseGet(
                        () ->
                                GuardReport.blocks(
                                        name,
                                        former + " takes writes",
                                        "fence it: " + FenceCommand.line(former)));
    }

    /** What was seen when it was fenced, since it is not the active one. */
    private String diverged(Succession past) {
        String provider = past.from().name();
        String epoch = Long.toString(past.epoch());
        return latestRuns.get().stream()
                .filter(run -> run.state() == RunDocument.State.SUCCEEDED && run.plan() != null)
                .filter(run -> isAbout(run, past.group(), provider))
                .findFirst()
                .filter(run -> epoch.equals(run.plan().basis().get(UnderWay.EPOCH + past.group())))
                .map(run -> run.result().path("divergence").asText())
                .orElse(
                        "%s was not seen taking writes of its own since epoch %s"
                                .formatted(provider, epoch));
    }

    /** Its fence, or that it was made to follow again: that has settled what was before. */
    private static boolean isAbout(RunDocument run, String group, String provider) {
        return run.command().equals(FenceCommand.NAME)
                        && run.parameters().path("provider").asText().equals(provider)
                || provider.equals(run.plan().basis().get(UnderWay.REJOIN + group));
    }

    /** Carries the run's plan out, or what is left of it. */
    public Result carryOut(String provider, Run run) throws RunFailed, InterruptedException {
        Succession past = returns.past(provider);
        Return parts = returns.parts(past);
        SincePlan.sameActive(past, run);
        Map<String, String> basis = run.plan().basis();
        run.commit();
        run.step(rejoin(provider), () -> called(past, parts, run));
        run.step(verify(provider), () -> followed(parts));
        boolean synchronous =
                Boolean.parseBoolean(basis.get(Failovers.synchronousNote(past.group())));
        if (synchronous) {
            run.step(synchronise(provider), () -> parts.rejoin().synchronise());
        }
        returns.lookAgain(past);
        return new Result(
                Verdict.GOOD,
                past.group(),
                provider,
                past.to().name(),
                basis.get("diverged " + provider),
                run.detail(rejoin(provider)),
                run.detail(verify(provider)),
                synchronous ? run.detail(synchronise(provider)) : null);
    }

    private String called(Succession past, Return parts, Run run)
            throws RunFailed, InterruptedException {
        // One that is taken up may stand half way, and the hook may be called twice.
        if (!run.isTakenUp()) {
            SincePlan.stillHold(guards(past, parts, Optional.of(run.document())));
        }
        Map<String, String> what = new LinkedHashMap<>();
        what.put("act", "rejoin");
        what.put("group", past.group());
        what.put("provider", past.from().name());
        what.put("active", past.to().name());
        what.put("epoch", Long.toString(past.epoch()));
        what.putAll(parts.rejoin().addresses());
        return new HookCall(
                        hook(past)
                                .orElseThrow(() -> new RunFailed("failover.rejoin is gone by now")))
                .call(what);
    }

    /** A copy that has just been started needs a moment until it follows. */
    private String followed(Return parts) throws RunFailed, InterruptedException {
        String follows =
                Insisting.ask(Deadline.in(FOLLOWS, ticker), () -> parts.rejoin().follows().look());
        return follows + parts.rejoin().opened();
    }
}
