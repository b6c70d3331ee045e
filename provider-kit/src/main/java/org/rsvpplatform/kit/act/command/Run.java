package org.rsvpplatform.kit.act.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.rsvpplatform.kit.act.command.RunDocument.StepDocument;

/** A run under way. Each step is written down before it begins and again when it has ended. */
public final class Run {
    private static final Duration BETWEEN = Duration.ofSeconds(1);

    private final String id;
    private final String command;
    private final JsonNode parameters;
    private final String startedBy;
    private final Clock clock;
    private final Instant startedAt;
    private final Consumer<RunDocument> written;
    private final List<StepDocument> steps = new ArrayList<>();

    private RunDocument.State state = RunDocument.State.RUNNING;
    private Instant finishedAt;
    private JsonNode result;
    private String problem;
    private volatile boolean cancelled;
    private double share;
    private Instant shown = Instant.MIN;

    /** What a step does; its answer is the step's detail, a sentence. */
    @FunctionalInterface
    public interface Work {
        String act() throws RunFailed, InterruptedException;
    }

    Run(
            String id,
            String command,
            JsonNode parameters,
            List<String> steps,
            String startedBy,
            Clock clock,
            Consumer<RunDocument> written) {
        this.id = id;
        this.command = command;
        this.parameters = parameters;
        this.startedBy = startedBy;
        this.clock = clock;
        this.startedAt = clock.instant();
        this.written = written;
        for (String step : steps) {
            this.steps.add(new StepDocument(step, "pending", null, null, null));
        }
    }

    public String id() {
        return id;
    }

    /**
     * Takes a step.
     *
     * @param name one of the names that {@link ChangeCommand#steps} gave
     * @throws RunFailed what the work threw; the step is then marked as failed
     */
    public void step(String name, Work work) throws RunFailed, InterruptedException {
        if (cancelled) {
            throw new RunCancelled();
        }
        int index = indexOf(name);
        Instant begin = clock.instant();
        put(index, new StepDocument(name, "running", null, begin, null));
        try {
            String detail = work.act();
            put(index, new StepDocument(name, "done", detail, begin, clock.instant()));
        } catch (RunFailed | RuntimeException e) {
            put(index, new StepDocument(name, "failed", e.getMessage(), begin, clock.instant()));
            throw e;
        }
    }

    /**
     * Says how far the step under way has come; shown about once a second.
     *
     * @param part 0 to 1
     */
    public void advance(double part) {
        if (cancelled) {
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

    private int indexOf(String name) {
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i).name().equals(name)) {
                return i;
            }
        }
        throw new IllegalArgumentException("the command did not announce the step " + name);
    }

    private void put(int index, StepDocument step) {
        synchronized (this) {
            steps.set(index, step);
            share = 0;
        }
        written.accept(document());
    }

    void cancel() {
        cancelled = true;
    }

    void finish(RunDocument.State end, JsonNode answer, String why) {
        synchronized (this) {
            state = end;
            finishedAt = clock.instant();
            result = answer;
            problem = why;
        }
        written.accept(document());
    }

    /** The run as it stands. */
    public synchronized RunDocument document() {
        return new RunDocument(
                id,
                command,
                state,
                startedAt,
                finishedAt,
                progress(),
                parameters,
                List.copyOf(steps),
                result,
                problem,
                startedBy);
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
