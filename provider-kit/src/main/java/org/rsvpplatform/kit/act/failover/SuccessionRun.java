package org.rsvpplatform.kit.act.failover;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.rsvpplatform.kit.act.command.Plan;
import org.rsvpplatform.kit.act.command.Refused;
import org.rsvpplatform.kit.act.command.Run;
import org.rsvpplatform.kit.act.command.RunFailed;
import org.rsvpplatform.kit.act.command.RunHalted;
import org.rsvpplatform.kit.act.command.RunRolledBack;
import org.rsvpplatform.kit.store.StoreUnavailable;

/**
 * A succession on its way through its {@link Phase}s. Each is a step of the run, so that it is
 * written down before it begins; each can be done twice, so that a run that was cut short goes on.
 */
final class SuccessionRun {
    /** What the guards saw before that proves nothing of now. */
    private static final Duration GUARDS_COUNT = Duration.ofSeconds(30);

    private final Succession succession;
    private final Takeover takeover;
    private final Run.Work recheck;
    private final Run.Work stillGone;
    private final Run.Work bounded;
    private final Run.Work publish;
    private final Run.Work verify;
    private final Runnable undisturbed;
    private final Run run;
    private String problem;
    private boolean promotedBefore;
    private Promotion.Reached reached;

    /**
     * @param recheck asks the guards once more
     * @param stillGone fails when the old one is well
     * @param bounded fails when more may be lost than may be, now that the old one is fenced
     * @param publish tells the store and the clients
     * @param verify sees that it has come about
     * @param undisturbed for a moment nobody looks at the two
     */
    SuccessionRun(
            Succession succession,
            Takeover takeover,
            Run.Work recheck,
            Run.Work stillGone,
            Run.Work bounded,
            Run.Work publish,
            Run.Work verify,
            Runnable undisturbed,
            Run run) {
        this.succession = succession;
        this.takeover = takeover;
        this.recheck = recheck;
        this.stillGone = stillGone;
        this.bounded = bounded;
        this.publish = publish;
        this.verify = verify;
        this.undisturbed = undisturbed;
        this.run = run;
    }

    /** What a run would do, for its plan. */
    static List<Plan.Step> steps(Succession s, Takeover takeover) {
        List<Plan.Step> steps = new ArrayList<>();
        String open = takeover.fence().leavesOpen();
        steps.add(new Plan.Step(name(Phase.PRECHECK, s), "ask every guard once more"));
        steps.add(
                new Plan.Step(
                        name(Phase.FENCE, s),
                        "keep %s from taking writes: %s%s"
                                .formatted(
                                        s.from().name(),
                                        takeover.fence().name(),
                                        open.isEmpty() ? "" : "; it does not cover " + open)));
        steps.add(
                new Plan.Step(
                        name(Phase.PROMOTE, s), "make %s take writes".formatted(s.to().name())));
        steps.add(
                new Plan.Step(
                        name(Phase.PUBLISH, s),
                        "point clients to %s under epoch %d".formatted(s.to().name(), s.epoch())));
        steps.add(
                new Plan.Step(
                        name(Phase.VERIFY, s),
                        "see %s writable and %s fenced".formatted(s.to().name(), s.from().name())));
        return steps;
    }

    /** Whether a run has carried it out to its end, in this process or an earlier one. */
    static boolean isDone(Run run, Succession succession) {
        return run.isDone(name(Phase.VERIFY, succession));
    }

    private static String name(Phase phase, Succession s) {
        return switch (phase) {
            case PRECHECK -> "precheck " + s.group();
            case FENCE -> "fence " + s.from().name();
            case PROMOTE -> "promote " + s.to().name();
            case PUBLISH -> "publish " + s.to().name();
            case VERIFY -> "verify " + s.to().name();
            case LIFT -> "let go " + s.from().name();
            case DONE, REFUSED, ROLLED_BACK, UNPROVEN, ABANDONED, HALTED ->
                    throw new IllegalArgumentException(phase + " is no step");
        };
    }

    void carryOut() throws RunFailed, RunHalted, RunRolledBack, InterruptedException {
        run.note(fenceNote()).ifPresent(takeover::stickTo);
        takeover.stopNote().use(run.note(stopNote()), at -> run.note(stopNote(), at));
        Phase phase = begin();
        Phase before = phase;
        while (!phase.isOver()) {
            before = phase;
            phase = phase.after(take(phase));
        }
        switch (phase) {
            case DONE -> {}
            case REFUSED -> throw new Refused(problem, "./rsvp providers:failover --explain");
            case ROLLED_BACK -> throw new RunRolledBack(problem);
            case HALTED -> throw halted(before);
            default -> throw new RunFailed(problem);
        }
    }

    /** Where a run begins, or goes on. */
    private Phase begin() {
        String halted = run.note(haltNote()).orElse(null);
        if (halted == null || run.answer().isEmpty()) {
            // Steps that were done are passed over.
            return run.isAnnounced(name(Phase.LIFT, succession)) ? Phase.LIFT : Phase.PRECHECK;
        }
        Phase at = Phase.valueOf(halted);
        Run.Answer answer = run.answer().get();
        problem =
                "halted in \"%s\", and an operator said %s"
                        .formatted(name(at, succession), answer.label());
        return switch (answer) {
            case FORWARD -> at;
            case BACK -> Phase.HALTED.after(Phase.Event.ANSWERED_BACK);
            case ABANDON -> Phase.HALTED.after(Phase.Event.ANSWERED_ABANDON);
        };
    }

    /** Of a run: the phase in which it halted. */
    static String haltNote(String group) {
        return "halted " + group;
    }

    private String haltNote() {
        return haltNote(succession.group());
    }

    private String fenceNote() {
        return fenceNote(succession.group());
    }

    /** Of a run: the word of the fence that it has chosen. */
    static String fenceNote(String group) {
        return "fence " + group;
    }

    private String stopNote() {
        return "stopped " + succession.from().name();
    }

    private Phase.Event take(Phase phase) throws InterruptedException {
        if (phase == Phase.LIFT) {
            run.announce(name(phase, succession));
        }
        if (phase == Phase.PROMOTE) {
            promotedBefore = run.isBegun(name(phase, succession));
        }
        if (phase != Phase.PRECHECK) {
            run.commit();
        }
        if (phase == Phase.FENCE || phase == Phase.PROMOTE) {
            undisturbed.run();
        }
        AtomicBoolean acted = new AtomicBoolean(run.isTakenUp());
        try {
            run.step(
                    name(phase, succession),
                    () -> {
                        acted.set(true);
                        return work(phase).act();
                    });
            if (phase == Phase.PRECHECK && run.note(fenceNote()).isEmpty()) {
                run.note(fenceNote(), takeover.fenceWord());
            }
            return Phase.Event.PASSED;
        } catch (RunFailed e) {
            return failed(phase, e.getMessage());
        } catch (RuntimeException e) {
            if (phase == Phase.PRECHECK || phase == Phase.FENCE && !acted.get()) {
                throw e; // nothing was done yet
            }
            return failed(phase, e.toString());
        }
    }

    private Phase.Event failed(Phase phase, String why) throws InterruptedException {
        problem = "%s: %s".formatted(name(phase, succession), why);
        return phase == Phase.PROMOTE ? afterFailedPromotion() : Phase.Event.FAILED;
    }

    private Run.Work work(Phase phase) {
        return switch (phase) {
            case PRECHECK -> recheck;
            case FENCE -> this::fence;
            case PROMOTE -> this::promote;
            case PUBLISH -> this::publish;
            case VERIFY -> verify;
            case LIFT -> this::lift;
            case DONE, REFUSED, ROLLED_BACK, UNPROVEN, ABANDONED, HALTED ->
                    throw new IllegalArgumentException(phase + " is no step");
        };
    }

    /** While the service was away the old one may have come back, and written. */
    private String fence() throws RunFailed, InterruptedException {
        if (isLate() || agreedToALoss()) {
            recheck.act();
        }
        String how = takeover.fence().raise();
        if (!run.isTakenUp()) {
            bounded.act();
        }
        return how;
    }

    /**
     * What may be lost grows as long as one that is forced past goes on writing. An operator who
     * has just told it to go on has seen that.
     */
    private boolean agreedToALoss() {
        return run.isTakenUp() && succession.verb() == Verb.FORCE && answered().isEmpty();
    }

    /**
     * Whether what the guards saw, or an operator who told it to go on, was too long ago. A clock
     * that was set back meanwhile tells nothing.
     */
    private boolean isLate() {
        return run.isTakenUp()
                && answered()
                        .or(() -> run.sinceDone(name(Phase.PRECHECK, succession)))
                        .filter(age -> age.isNegative() || age.compareTo(GUARDS_COUNT) > 0)
                        .isPresent();
    }

    /**
     * How long ago an operator answered the question of this succession, who then had looked; empty
     * when nobody did.
     */
    private Optional<Duration> answered() {
        return run.note(haltNote()).isEmpty() ? Optional.empty() : run.sinceAnswer();
    }

    /** A run that was cut short does not know what became of its fence. */
    private String promote() throws RunFailed, InterruptedException {
        if (isLate() && takeover.promotion().reached() != Promotion.Reached.DONE) {
            stillGone.act();
        }
        if (run.isTakenUp()) {
            takeover.fence().raise();
        }
        return takeover.promotion().promote();
    }

    /** One that is pointed to still may be back, and take writes. */
    private String publish() throws RunFailed, InterruptedException {
        if (run.isTakenUp()) {
            takeover.fence().raise();
        }
        return publish.act();
    }

    /** An earlier attempt may have told it to, and that may still come about. */
    private Phase.Event afterFailedPromotion() throws InterruptedException {
        reached = takeover.promotion().reached();
        return reached == Promotion.Reached.NOT_YET && !promotedBefore
                ? Phase.Event.FAILED
                : Phase.Event.UNSURE;
    }

    /** Two that take writes are worse than none, whoever says that it is let go. */
    private String lift() throws RunFailed, InterruptedException {
        if (takeover.promotion().reached() == Promotion.Reached.DONE) {
            throw new RunFailed("%s takes writes".formatted(succession.to().name()));
        }
        String lifted = takeover.fence().lift();
        return takenBack().map(told -> lifted + "; " + told).orElse(lifted);
    }

    /** The old one takes writes again, whatever becomes of this. */
    private Optional<String> takenBack() throws InterruptedException {
        if (!run.isBegun(name(Phase.PROMOTE, succession))) {
            return Optional.empty();
        }
        try {
            return takeover.promotion().takeBack();
        } catch (RunFailed e) {
            return Optional.of(e.getMessage());
        }
    }

    /**
     * Where it goes on; a store that takes nothing now must not keep the question from being asked.
     */
    private void remember(Phase phase) {
        try {
            run.note(haltNote(), phase.name());
        } catch (StoreUnavailable e) {
            // The note stands in memory, and is stored with the question.
        }
    }

    private RunHalted halted(Phase phase) {
        remember(phase);
        return switch (phase) {
            case PROMOTE -> afterPromotion();
            case PUBLISH ->
                    new RunHalted(
                            problem
                                    + ". %s takes writes, and nobody is pointed to it yet. Go forward (try again), or abandon?"
                                            .formatted(succession.to().name()),
                            List.of(Run.Answer.FORWARD, Run.Answer.ABANDON));
            default ->
                    new RunHalted(
                            problem
                                    + ". %s may still be fenced. Go forward (try again to let it go), or abandon?"
                                            .formatted(succession.from().name()),
                            List.of(Run.Answer.FORWARD, Run.Answer.ABANDON));
        };
    }

    private RunHalted afterPromotion() {
        return reached == Promotion.Reached.DONE
                ? new RunHalted(
                        problem
                                + ". %s takes writes, but all that belongs to it was not done. Go forward (try again), or abandon? Abandoned, it is still a standby by name: one that takes writes is fenced unless the group is paused (failover:pause)"
                                        .formatted(succession.to().name()),
                        List.of(Run.Answer.FORWARD, Run.Answer.ABANDON))
                : new RunHalted(
                        problem
                                + ". It is not known whether %s takes writes. Go forward (try again), back (let %s go; only when %s surely takes none), or abandon (leave both as they are)?"
                                        .formatted(
                                                succession.to().name(),
                                                succession.from().name(),
                                                succession.to().name()),
                        List.of(Run.Answer.FORWARD, Run.Answer.BACK, Run.Answer.ABANDON));
    }
}
