package org.rsvpplatform.database.check;

import java.time.Duration;
import java.util.function.Consumer;
import org.rsvpplatform.kit.observe.probe.Check;
import org.rsvpplatform.kit.observe.probe.Outcome;
import org.rsvpplatform.kit.observe.probe.Session;
import org.rsvpplatform.kit.observe.provider.Layer;
import org.rsvpplatform.kit.time.Deadline;
import org.rsvpplatform.kit.time.Ticker;

/** Asks the smallest question there is, and how long a round trip takes. */
public final class ReadCheck<S extends Session> implements Check<S> {
    private static final String QUESTION = "SELECT 1";

    private final Asking<S> asking;
    private final Ticker ticker;
    private final Consumer<Duration> answered;

    /** How a kind of session is asked. */
    @FunctionalInterface
    public interface Asking<S> {
        /** Returns when it is answered. */
        void ask(S session, String question, Deadline deadline) throws Exception;
    }

    /**
     * @param answered hears how long each answer took
     */
    public ReadCheck(Asking<S> asking, Ticker ticker, Consumer<Duration> answered) {
        this.asking = asking;
        this.ticker = ticker;
        this.answered = answered;
    }

    @Override
    public Layer layer() {
        return Layer.OPERATION;
    }

    @Override
    public Outcome ask(S session, Deadline deadline) throws Exception {
        long begin = ticker.nanos();
        asking.ask(session, QUESTION, deadline);
        Duration took = Duration.ofNanos(ticker.nanos() - begin);
        answered.accept(took);
        return Outcome.passed("%s in %.1f ms".formatted(QUESTION, took.toNanos() / 1e6));
    }
}
