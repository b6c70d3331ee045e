package org.rsvpplatform.database.check;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.rsvpplatform.kit.observe.probe.LayerFailure;
import org.rsvpplatform.kit.time.Deadline;
import org.rsvpplatform.kit.time.Ticker;

/**
 * An answer that holds for a while, since asking takes a session of its own; bad news is asked anew
 * each time, so that what is mended is seen at once. Where a later question gets no answer the
 * earlier one is still believed, for as long again: that nobody answered is another check's to
 * tell.
 *
 * @param <T> the answer
 */
public final class KeptLook<T> {
    private static final Duration LASTS = Duration.ofSeconds(10);

    private final Predicate<T> good;
    private final Ticker ticker;
    private Optional<T> seen = Optional.empty();
    private Deadline anew;
    private Deadline believed;

    /**
     * Asks.
     *
     * @param <T> the answer; empty for one that there is nothing to tell
     */
    @FunctionalInterface
    public interface Question<T> {
        Optional<T> ask()
                throws LayerFailure, ExecutionException, TimeoutException, InterruptedException;
    }

    /**
     * @param good whether an answer may hold
     */
    public KeptLook(Predicate<T> good, Ticker ticker) {
        this.good = good;
        this.ticker = ticker;
        forget();
    }

    /** The answer, asked now where none holds. */
    public synchronized Optional<T> answer(Question<T> question) throws InterruptedException {
        boolean holds = !anew.passed() && seen.filter(good.negate()).isEmpty();
        return holds ? seen : answerNow(question);
    }

    /** The answer, asked now. */
    public synchronized Optional<T> answerNow(Question<T> question) throws InterruptedException {
        try {
            seen = question.ask();
            anew = Deadline.in(LASTS, ticker);
            believed = Deadline.in(LASTS.multipliedBy(2), ticker);
        } catch (LayerFailure | TimeoutException | ExecutionException e) {
            if (believed.passed()) {
                seen = Optional.empty();
            }
        }
        return seen;
    }

    /** The next one asks anew, and nothing earlier is believed. */
    public synchronized void forget() {
        seen = Optional.empty();
        anew = Deadline.in(Duration.ZERO, ticker);
        believed = anew;
    }
}
