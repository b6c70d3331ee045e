package org.rsvpplatform.kit.act.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.rsvpplatform.kit.journal.Event;
import org.rsvpplatform.kit.journal.Journal;
import org.rsvpplatform.kit.store.StoreUnavailable;

/** A run of this process: it takes its steps in a thread of its own, and others follow it. */
final class LiveRun<P extends Record> {
    private static final Logger LOG = System.getLogger(LiveRun.class.getName());
    private static final String ERROR = "an error in this program; see the service's log";

    private final ChangeCommand<P, ?> command;
    private final P parameters;
    private final Office office;
    private final Run run;

    /** The one that was stored last; the run itself may be ahead of it. */
    private RunDocument stored;

    private boolean inStore = true;
    private long version;
    private volatile Thread own;

    /**
     * Where runs are written down.
     *
     * @param closed true once the service ends
     */
    record Office(
            RunHistory history,
            Journal journal,
            ObjectMapper json,
            Clock clock,
            AtomicBoolean closed) {
        /** The journal and the log tell of runs; they do not decide about them. */
        void tell(String type, String run, String message) {
            LOG.log(Level.INFO, "{0} (run {1})", message, run);
            try {
                journal.append(
                        new Event(
                                Instant.now(clock), type, null, null, message, Map.of("run", run)));
            } catch (StoreUnavailable e) {
                LOG.log(Level.WARNING, "not journalled: {0} ({1})", message, e.getMessage());
            }
        }
    }

    private LiveRun(
            ChangeCommand<P, ?> command,
            P parameters,
            Office office,
            Function<LiveRun<P>, Run> run) {
        this.command = command;
        this.parameters = parameters;
        this.office = office;
        this.run = run.apply(this);
        this.stored = this.run.document();
    }

    /** A new one; it is not stored yet. */
    static <P extends Record> LiveRun<P> begin(
            ChangeCommand<P, ?> command,
            P parameters,
            Office office,
            Run.Begin begin,
            List<String> steps) {
        return new LiveRun<>(
                command,
                parameters,
                office,
                live -> new Run(begin, steps, office.clock(), live::write));
    }

    /** One that an earlier process left. */
    static <P extends Record> LiveRun<P> takeUp(
            ChangeCommand<P, ?> command, P parameters, Office office, RunDocument left) {
        return new LiveRun<>(
                command, parameters, office, live -> new Run(left, office.clock(), live::write));
    }

    String id() {
        return run.id();
    }

    /** The run as it stands. */
    RunDocument document() {
        return run.document();
    }

    /** Stores it. */
    void store() {
        write(run.document());
    }

    private void write(RunDocument document) {
        if (office.closed().get()) {
            leave();
        }
        office.history().save(document);
        changed(document, true);
    }

    /**
     * As if the service were killed here: what fails while all is closed is nobody's failure, and
     * the next process takes the run up as it stands in the store.
     */
    private void leave() {
        if (Thread.currentThread() == own) {
            new Semaphore(0).acquireUninterruptibly();
        }
        throw new StoreUnavailable("this service ends", "try again in a moment", null);
    }

    /** True while it must come to an end, one way or the other, and is on its way there. */
    boolean standsHalfWay() {
        return run.isCommitted() && run.document().state() == RunDocument.State.RUNNING;
    }

    private synchronized void changed(RunDocument latest, boolean saved) {
        stored = latest;
        inStore = saved;
        version++;
        notifyAll();
    }

    synchronized CommandRunner.Change await(long seen, long millis) throws InterruptedException {
        if (version <= seen) {
            wait(millis);
        }
        return new CommandRunner.Change(version, stored);
    }

    /** True when the run stands in the store as it stands here. */
    synchronized boolean isStored() {
        return inStore;
    }

    /** True when it has ended and its end is stored. */
    synchronized boolean isOver() {
        return inStore && stored.state().finished();
    }

    /**
     * Asks it to stop before its next step.
     *
     * @throws Refused when it is halted
     */
    void cancel() {
        if (run.document().question() != null) {
            throw new Refused(
                    "a halted run is answered, not cancelled",
                    "POST /api/v1/runs/%s/resume with {\"answer\": …}".formatted(run.id()));
        }
        run.cancel();
    }

    /**
     * Takes an answer to its question; it then may go on.
     *
     * @throws Refused when it asked nothing, or this is no answer to it
     */
    synchronized void answer(Run.Answer answer) {
        RunDocument document = run.document();
        RunDocument.Question question = document.question();
        if (question == null) {
            throw document.refusedAnswer();
        }
        if (!question.answers().contains(answer)) {
            throw new Refused(
                    "\"%s\" is no answer here".formatted(answer.label()),
                    "answer one of "
                            + String.join(
                                    ", ",
                                    question.answers().stream().map(Run.Answer::label).toList()));
        }
        run.goOn(answer);
    }

    /**
     * Takes the steps that are left.
     *
     * @param word for the journal
     * @param ended called when the thread ends, whether the run has ended or halted
     */
    void go(String word, Runnable ended) {
        own =
                Thread.ofVirtual()
                        .name("run " + run.id())
                        .unstarted(
                                () -> {
                                    try {
                                        tell("run.started", word);
                                        attempt();
                                    } finally {
                                        ended.run();
                                    }
                                });
        own.start();
    }

    private void attempt() {
        RunDocument.State end = RunDocument.State.FAILED;
        JsonNode result = null;
        String problem = ERROR;
        try {
            result = office.json().valueToTree(command.change(parameters, run));
            end = RunDocument.State.SUCCEEDED;
            problem = null;
        } catch (RunHalted e) {
            end = RunDocument.State.HALTED;
            halt(new RunDocument.Question(e.getMessage(), e.answers()));
        } catch (RunFailed | RunRolledBack | RuntimeException e) {
            end =
                    switch (e) {
                        case Run.RunCancelled _ -> RunDocument.State.CANCELLED;
                        case Refused _ -> RunDocument.State.REFUSED;
                        case RunRolledBack _ -> RunDocument.State.ROLLED_BACK;
                        default -> RunDocument.State.FAILED;
                    };
            problem = isOurs(e) ? e.getMessage() : unexpected(e);
        } catch (InterruptedException e) {
            problem = "interrupted";
        } finally {
            if (end != RunDocument.State.HALTED) {
                finish(end, result, problem);
            }
        }
    }

    /** Whether its message is for whoever called the command. */
    private static boolean isOurs(Exception e) {
        return e instanceof RunFailed
                || e instanceof RunRolledBack
                || e instanceof Run.RunCancelled
                || e instanceof Refused
                || e instanceof StoreUnavailable;
    }

    private String unexpected(Exception e) {
        LOG.log(Level.ERROR, "run %s ended in an error".formatted(run.id()), e);
        return ERROR;
    }

    private void halt(RunDocument.Question question) {
        unlessUnstored(() -> run.halt(question));
        tell("run.halted", "halted: " + question.text());
    }

    private void finish(RunDocument.State end, JsonNode result, String problem) {
        unlessUnstored(() -> run.finish(end, result, problem));
        tell("run.finished", problem == null ? end.label() : end.label() + ": " + problem);
    }

    /** What can't be stored now is told all the same, and stored later. */
    private void unlessUnstored(Runnable change) {
        try {
            change.run();
        } catch (StoreUnavailable e) {
            LOG.log(Level.WARNING, "a run is not stored as it stands: {0}", e.getMessage());
            changed(run.document(), false);
        }
    }

    private void tell(String type, String word) {
        office.tell(type, run.id(), "%s %s".formatted(command.declaration().name(), word));
    }
}
