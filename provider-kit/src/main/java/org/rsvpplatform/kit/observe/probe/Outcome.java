package org.rsvpplatform.kit.observe.probe;

import java.time.Duration;
import java.util.List;
import org.rsvpplatform.kit.observe.cause.Signal;
import org.rsvpplatform.kit.observe.provider.Layer;

/** The typed answer of a check. Whoever reads it must think of every case. */
public sealed interface Outcome {
    /** All is well; the evidence is a sentence such as "SELECT 1 in 0.4 ms". */
    record Passed(String evidence) implements Outcome {}

    /** It works, but something an operator should know of was seen. */
    record Degraded(String evidence, List<Signal> signals) implements Outcome {
        public Degraded(Signal signal) {
            this(signal.evidence(), List.of(signal));
        }
    }

    /** It does not work; the signals say what was seen. */
    record Failed(List<Signal> signals) implements Outcome {
        public Failed(Signal signal) {
            this(List.of(signal));
        }
    }

    /**
     * No answer by the deadline.
     *
     * @param after the time that the whole probe was allowed
     */
    record TimedOut(Duration after) implements Outcome {}

    /** Not asked: there was no session, or what it needs has failed. */
    record Skipped(String why) implements Outcome {}

    static Outcome passed(String evidence) {
        return new Passed(evidence);
    }

    static Outcome degraded(Signal signal) {
        return new Degraded(signal);
    }

    static Outcome failed(Signal signal) {
        return new Failed(signal);
    }

    static Outcome skipped(String why) {
        return new Skipped(why);
    }

    /** The word for it in answers and metrics. */
    default String label() {
        return switch (this) {
            case Passed _ -> "passed";
            case Degraded _ -> "degraded";
            case Failed _ -> "failed";
            case TimedOut _ -> "timed-out";
            case Skipped _ -> "skipped";
        };
    }

    /** True for the outcomes that make the provider DOWN. */
    default boolean bad() {
        return this instanceof Failed || this instanceof TimedOut;
    }

    /** What was seen, in typed form; a timeout is a signal of the layer it happened at. */
    default List<Signal> signals(Layer layer) {
        return switch (this) {
            case Degraded degraded -> degraded.signals();
            case Failed failed -> failed.signals();
            case TimedOut timedOut -> List.of(new Signal.Timeout(layer, timedOut.after()));
            case Passed _, Skipped _ -> List.of();
        };
    }

    /** What was seen, as a sentence for an operator. */
    default String evidence() {
        return switch (this) {
            case Passed passed -> passed.evidence();
            case Degraded degraded -> degraded.evidence();
            case Failed failed ->
                    String.join("; ", failed.signals().stream().map(Signal::evidence).toList());
            case TimedOut timedOut ->
                    "no answer within %d ms".formatted(timedOut.after().toMillis());
            case Skipped skipped -> skipped.why();
        };
    }
}
