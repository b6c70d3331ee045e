package org.rsvpplatform.kit.act.failover;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.rsvpplatform.kit.act.command.Refused;
import org.rsvpplatform.kit.act.command.Run;
import org.rsvpplatform.kit.act.command.RunFailed;
import org.rsvpplatform.kit.act.command.RunHalted;
import org.rsvpplatform.kit.act.command.RunRolledBack;
import org.rsvpplatform.kit.observe.domain.DomainWatch;
import org.rsvpplatform.kit.observe.provider.Appointment;
import org.rsvpplatform.kit.observe.provider.Provider;
import org.rsvpplatform.kit.observe.provider.State;
import org.rsvpplatform.kit.time.Deadline;
import org.rsvpplatform.kit.time.Ticker;

/** Carries successions of a domain's groups out. */
public final class Failovers {
    private static final Duration MEASURED = Duration.ofSeconds(10);
    private static final Duration LOOK = Duration.ofMillis(50);

    private final DomainWatch watch;
    private final Successions successions;
    private final Appointments appointments;
    private final Clock clock;
    private final Ticker ticker;
    private final List<Consumer<Ended>> listeners = new CopyOnWriteArrayList<>();

    public Failovers(
            DomainWatch watch,
            Successions successions,
            Appointments appointments,
            Clock clock,
            Ticker ticker) {
        this.watch = watch;
        this.successions = successions;
        this.appointments = appointments;
        this.clock = clock;
        this.ticker = ticker;
    }

    /** Hears of each succession that was begun, when it has ended or halted. */
    public void onEnd(Consumer<Ended> listener) {
        listeners.add(listener);
    }

    /** Carries the run's plan out, one succession after the other, or what is left of it. */
    List<FailoverResult.Changed> carryOut(Run run)
            throws RunFailed, RunHalted, RunRolledBack, InterruptedException {
        List<FailoverResult.Changed> changed = new ArrayList<>();
        for (Succession succession : successions(run)) {
            if (!SuccessionRun.isDone(run, succession)) {
                carryOut(succession, run);
            }
            changed.add(
                    FailoverResult.Changed.of(
                            succession, run.note(lossNote(succession)).orElse("unknown")));
        }
        return changed;
    }

    private List<Succession> successions(Run run) throws RunFailed, RunHalted {
        try {
            return SuccessionBasis.of(run.plan().basis(), watch);
        } catch (RunFailed e) {
            if (!run.isTakenUp() || run.answer().equals(Optional.of(Run.Answer.ABANDON))) {
                throw e;
            }
            throw halfWay(e.getMessage() + "; its configuration must hold it");
        }
    }

    private void carryOut(Succession succession, Run run)
            throws RunFailed, RunHalted, RunRolledBack, InterruptedException {
        long begin = ticker.nanos();
        Ended.Outcome outcome = Ended.Outcome.FAILED;
        try {
            if (run.isTakenUp()) {
                awaitMeasured(succession); // its cause decides over the fence
            }
            Takeover takeover = takeover(succession, run);
            new SuccessionRun(
                            succession,
                            takeover,
                            () -> recheck(succession, takeover, run),
                            () -> stillGone(succession),
                            () -> bounded(succession, takeover, run),
                            () -> publish(succession, run),
                            () -> verify(succession),
                            () -> undisturbed(succession),
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
            if (outcome != Ended.Outcome.SUCCEEDED) {
                // What was seen behind a fence is of no worth any more; those with new roles are
                // looked at in any case, after their programs have logged in.
                watch.lookAgain(succession.from(), succession.to());
            }
        }
    }

    /** Where a run is taken up, what stands half way must not be left so in silence. */
    private Takeover takeover(Succession succession, Run run) throws RunHalted, RunFailed {
        if (run.answer().equals(Optional.of(Run.Answer.ABANDON))
                && run.note(SuccessionRun.haltNote(succession.group())).isEmpty()) {
            throw new RunFailed("an operator left it as it is");
        }
        try {
            return successions.takeover(succession);
        } catch (Refused e) {
            if (run.isTakenUp()) {
                throw halfWay(e.getMessage() + "; " + e.hint());
            }
            throw e;
        }
    }

    private static RunHalted halfWay(String why) {
        return new RunHalted(
                why + ". Go forward (try again), or abandon (leave both as they are)?",
                List.of(Run.Answer.FORWARD, Run.Answer.ABANDON));
    }

    /** A switchover alone: one that is gone is to be seen coming back. */
    private void undisturbed(Succession succession) {
        if (succession.verb() == Verb.SWITCHOVER) {
            watch.engine().rest(succession.from().name());
            watch.engine().rest(succession.to().name());
        }
    }

    private String recheck(Succession succession, Takeover takeover, Run run)
            throws RunFailed, InterruptedException {
        awaitMeasured(succession);
        Assessment now =
                successions.assess(
                        succession.group(),
                        Optional.of(succession.to().name()),
                        succession.verb() == Verb.FORCE,
                        Optional.of(run.document()),
                        Optional.of(takeover));
        SincePlan.stillHold(now.guards());
        SincePlan.sameSuccession(succession, now.succession());
        if (succession.verb() == Verb.FORCE) {
            demandBounds(succession, now.loss(), run);
        }
        if (succession.verb() == Verb.SWITCHOVER) {
            takeover.promotion().rehearse();
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
        if (state.works()) {
            throw new RunFailed("%s is %s again".formatted(succession.from().name(), state));
        }
        if (state != State.DOWN) {
            throw new RunFailed(
                    "%s is %s: nobody knows whether it is gone"
                            .formatted(succession.from().name(), state));
        }
        return "%s is %s".formatted(succession.from().name(), state);
    }

    /**
     * What may be lost by now: one that we alone do not reach has gone on writing until its fence
     * stood.
     */
    private String bounded(Succession succession, Takeover takeover, Run run)
            throws RunFailed, InterruptedException {
        if (run.note(lossNote(succession)).filter(Loss.NOTHING::equals).isPresent()) {
            return "nothing may be lost";
        }
        Loss now = takeover.loss();
        run.note(lossNote(succession), now.shown());
        demandBounds(succession, now, run);
        return now.evidence();
    }

    private void demandBounds(Succession succession, Loss now, Run run) throws RunFailed {
        if (succession.verb() != Verb.FORCE) {
            Map<String, Long> most = watch.settings(succession.group()).maxLoss();
            if (!now.within(most)) {
                throw new RunFailed(
                        "what may be lost by now is %s (%s), and maxLoss is %s"
                                .formatted(now.shown(), now.evidence(), Loss.told(most)));
            }
        } else if (!run.plan().unbounded() && !now.within(run.plan().ceilings())) {
            throw new RunFailed(
                    "what may be lost by now is %s (%s), and the plan accepts %s"
                            .formatted(
                                    now.shown(), now.evidence(), Loss.told(run.plan().ceilings())));
        }
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

    private String publish(Succession succession, Run run) {
        run.insist(
                () ->
                        appointments.publish(
                                new Appointment(
                                        succession.group(),
                                        succession.to().name(),
                                        succession.epoch(),
                                        clock.instant())));
        return "%s is the active one of %s, epoch %d"
                .formatted(succession.to().name(), succession.group(), succession.epoch());
    }

    /** Asks the two in their new roles: the sessions that they had in the old ones are closed. */
    private String verify(Succession succession) throws RunFailed, InterruptedException {
        try {
            return successions.takeover(succession).proof().look();
        } catch (Refused e) {
            throw new RunFailed(e.getMessage());
        }
    }
}
