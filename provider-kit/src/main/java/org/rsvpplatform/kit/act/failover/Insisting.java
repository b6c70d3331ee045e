package org.rsvpplatform.kit.act.failover;

import java.time.Duration;
import org.rsvpplatform.kit.act.command.RunFailed;
import org.rsvpplatform.kit.time.Deadline;

/** Asks again what a server that has just begun may not answer at once. */
public final class Insisting {
    private static final Duration POLL = Duration.ofMillis(50);

    private Insisting() {}

    /**
     * Something that fails as long as there is no answer.
     *
     * @param <T> the answer
     */
    @FunctionalInterface
    public interface Question<T> {
        T ask() throws RunFailed, InterruptedException;
    }

    /**
     * Asks until there is an answer.
     *
     * @param <T> the answer
     * @throws RunFailed the last failure, when there is none in time
     */
    public static <T> T ask(Deadline deadline, Question<T> question)
            throws RunFailed, InterruptedException {
        while (true) {
            try {
                return question.ask();
            } catch (RunFailed e) {
                if (!deadline.pause(POLL)) {
                    throw e;
                }
            }
        }
    }
}
