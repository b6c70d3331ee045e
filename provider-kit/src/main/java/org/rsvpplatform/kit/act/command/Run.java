package org.rsvpplatform.kit.act.command;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.rsvpplatform.kit.act.command.RunDocument.StepDocument;

/**
 * A run under way. Each step is written down before it begins; that it has ended, with what comes
 * next. Steps that an earlier process has done are passed over, and one that had just ended may be
 * taken twice.
 */
public final class Run {
    private static final Duration BETWEEN = Duration.ofSeconds(1);
    private static final String ANSWER = "answer";
    private static final String ANSWERED_AT = "answered at";

    /** What stands half way for longer, an operator has to see. */
    private static final Duration STORE_MAY_PAUSE = Duration.ofSeconds(5);

    private final Begin begin;
    private final Clock clock;
    private final Consumer<RunDocument> written;
    private final List<StepDocument> steps = new ArrayList<>();
    private final Map<String, String> notes = new LinkedHashMap<>();
    private final StorePatience patience = new StorePatience(STORE_MAY_PAUSE);

    private RunDocument.State state = RunDocument.State.RUNNING;
    private Instant finishedAt;
    private JsonNode result;
    private String problem;
    private RunDocument.Question question;
    private volatile boolean cancelled;
    private volatile boolean committed;
    private volatile boolean takenUp;
    private double share;
    private Instant shown = Instant.MIN;

    /** What a step does; its answer is the step's detail, a sentence. */
    @FunctionalInterface
    public interface Work {
        String act() throws RunFailed, InterruptedException;
    }

    /** What an operator tells a run that is halted. */
    public enum Answer {
        /** Go on, as if the step had been done. */
        FORWARD,
        /** Take back what was done. */
        BACK,
        /** Leave all as it is. */
        ABANDON;

        @JsonValue
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        /**
         * @throws IllegalArgumentException when there is no such answer
         */
        @JsonCreator
        public static Answer of(String label) {
            return valueOf(label.toUpperCase(Locale.ROOT));
        }
    }

    /** What does not change while it runs. */
    record Begin(
            String id,
            String command,
            JsonNode parameters,
            RunDocument.Agreement plan,
            String startedBy,
            Instant startedAt) {}

    Run(Begin begin, List<String> steps, Clock clock, Consumer<RunDocument> written) {
        this.begin = begin;
        this.clock = clock;
        this.written = written;
        steps.forEach(this::announce);
    }

    /** The run of an earlier process, as it was written down last. */
    Run(RunDocument left, Clock clock, Consumer<RunDocument> written) {
        this.begin =
                new Begin(
                        left.id(),
                        left.command(),
                        left.parameters(),
                        left.plan(),
                        left.startedBy(),
                        left.startedAt());
        this.clock = clock;
        this.written = written;
        this.takenUp = true;
        this.steps.addAll(left.steps());
        this.notes.putAll(left.notes() == null ? Map.of() : left.notes());
        this.state = left.state();
        this.question = left.question();
    }

    public String id() {
        return begin.id();
    }

    /** The plan that it carries out. */
    public RunDocument.Agreement plan() {
        return begin.plan();
    }

    /** Who began it. */
    public String startedBy() {
        return begin.startedBy();
    }

    /**
     * Takes a step, unless it was done before the service ended in between.
     *
     * @param name one of the names that {@link ChangeCommand#plan} gave, or that was announced
     * @throws RunFailed what the work threw; the step is then marked as failed
     */
    public void step(String name, Work work) throws RunFailed, InterruptedException {
        if (cancelled && !committed) {
            throw new RunCancelled();
        }
        int index = indexOf(name);
        if (isDone(index)) {
            return;
        }
        Instant since = clock.instant();
        put(index, new StepDocument(name, "running", null, since, null));
        write();
        try {
            String detail = work.act();
            put(index, new StepDocument(name, "done", detail, since, clock.instant()));
        } catch (RunFailed | RuntimeException e) {
            put(index, new StepDocument(name, "failed", e.getMessage(), since, clock.instant()));
            throw e;
        }
    }

    /** Adds a step that the plan did not have, such as one that takes something back. */
    public synchronized void announce(String name) {
        if (steps.stream().noneMatch(step -> step.name().equals(name))) {
            steps.add(new StepDocument(name, "pending", null, null, null));
        }
    }

    public synchronized boolean isAnnounced(String name) {
        return steps.stream().anyMatch(step -> step.name().equals(name));
    }

    /** True when an earlier process began it, or it was halted. */
    public boolean isTakenUp() {
        return takenUp;
    }

    /** True when the step was begun, by this process or an earlier one, whatever became of it. */
    public synchronized boolean isBegun(String name) {
        return !steps.get(indexOf(name)).state().equals("pending");
    }

    /** True when the step was done, by this process or an earlier one. */
    public boolean isDone(String name) {
        return isDone(indexOf(name));
    }

    /** How long ago the step was done, by this process or an earlier one; empty when it was not. */
    public synchronized Optional<Duration> sinceDone(String name) {
        StepDocument step = steps.get(indexOf(name));
        return step.state().equals("done")
                ? Optional.of(Duration.between(step.finishedAt(), clock.instant()))
                : Optional.empty();
    }

    /** What a step that was done has told. */
    public synchronized String detail(String name) {
        return steps.get(indexOf(name)).detail();
    }

    /**
     * From here on nobody cancels it: it goes to its end, or back; a store that takes nothing for a
     * moment is waited for.
     */
    public void commit() {
        committed = true;
    }

    boolean isCommitted() {
        return committed;
    }

    /** Keeps what a later step needs, also over an end of the service. */
    public void note(String name, String value) {
        synchronized (this) {
            notes.put(name, value);
        }
        write();
    }

    public synchronized Optional<String> note(String name) {
        return Optional.ofNullable(notes.get(name));
    }

    /** What an operator answered to its last question; empty when it was never halted. */
    public Optional<Answer> answer() {
        return note(ANSWER).map(Answer::of);
    }

    /** How long ago that was; empty when it was never halted. */
    public Optional<Duration> sinceAnswer() {
        return note(ANSWERED_AT).map(at -> Duration.between(Instant.parse(at), clock.instant()));
    }

    /**
     * Says how far the step under way has come; shown about once a second.
     *
     * @param part 0 to 1
     */
    public void advance(double part) {
        if (cancelled && !committed) {
            throw new RunCancelled();
        }
        Instant now = clock.instant();
        synchronized (this) {
            share = Math.clamp(part, 0, 1);
            if (shown.plus(BETWEEN).isAfter(now)) {
                return;
            }
            shown = now;
        }
        written.accept(document());
    }

    private synchronized boolean isDone(int index) {
        return steps.get(index).state().equals("done");
    }

    private synchronized int indexOf(String name) {
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i).name().equals(name)) {
                return i;
            }
        }
        throw new IllegalArgumentException("the command did not announce the step " + name);
    }

    private synchronized void put(int index, StepDocument step) {
        steps.set(index, step);
        share = 0;
    }

    /**
     * Writes something beside it that must not be left out any more: a store that takes nothing for
     * a moment is waited for, for 5 s over all writes of the run.
     *
     * @throws org.rsvpplatform.kit.store.StoreUnavailable for too long
     */
    public void insist(Runnable writing) {
        patience.write(writing);
    }

    private void write() {
        if (committed) {
            insist(() -> written.accept(document()));
        } else {
            written.accept(document());
        }
    }

    void cancel() {
        cancelled = true;
    }

    void halt(RunDocument.Question asked) {
        synchronized (this) {
            state = RunDocument.State.HALTED;
            question = asked;
            notes.remove(ANSWER);
            notes.remove(ANSWERED_AT);
        }
        written.accept(document());
    }

    /** Goes on with an operator's answer. */
    void goOn(Answer given) {
        synchronized (this) {
            state = RunDocument.State.RUNNING;
            question = null;
            takenUp = true;
            notes.put(ANSWER, given.label());
            notes.put(ANSWERED_AT, clock.instant().toString());
        }
        written.accept(document());
    }

    void finish(RunDocument.State end, JsonNode told, String why) {
        synchronized (this) {
            state = end;
            finishedAt = clock.instant();
            result = told;
            problem = why;
        }
        written.accept(document());
    }

    /** The run as it stands. */
    public synchronized RunDocument document() {
        return new RunDocument(
                begin.id(),
                begin.command(),
                state,
                begin.startedAt(),
                finishedAt,
                progress(),
                begin.parameters(),
                begin.plan(),
                List.copyOf(steps),
                notes.isEmpty() ? null : Map.copyOf(notes),
                result,
                problem,
                question,
                begin.startedBy());
    }

    /** The share of the steps that are done, 0 to 1; a run without steps is done when it ends. */
    private double progress() {
        if (state == RunDocument.State.SUCCEEDED) {
            return 1;
        }
        if (steps.isEmpty()) {
            return state == RunDocument.State.RUNNING ? 0 : 1;
        }
        long done = steps.stream().filter(s -> s.state().equals("done")).count();
        return Math.round(100.0 * (done + share) / steps.size()) / 100.0;
    }

    /** Thrown between steps when somebody cancelled. */
    static final class RunCancelled extends RuntimeException {
        private static final long serialVersionUID = 1L;

        RunCancelled() {
            super("cancelled", null, false, false);
        }
    }
}
