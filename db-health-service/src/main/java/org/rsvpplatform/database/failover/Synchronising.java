package org.rsvpplatform.database.failover;

import java.time.Duration;
import org.rsvpplatform.kit.act.command.RunFailed;
import org.rsvpplatform.kit.time.Deadline;

/**
 * Commits of a primary come to wait for a standby that follows it. It catches up first: one that
 * has not confirms none yet, and each commit would wait until it has.
 *
 * @param standby as the primary knows it
 * @param hasCaughtUp whether it lacks no more than it receives within a moment
 * @param byHand what an operator does where it does not come about
 */
public record Synchronising(
        Member<?, ?> primary,
        String standby,
        Condition hasCaughtUp,
        Waiting waiting,
        String byHand) {
    private static final Duration CATCHES_UP = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(50);

    /**
     * How a kind of server makes its commits wait.
     *
     * @param setting that tells the primary so
     * @param confirms whether they wait for the standby
     * @param within how long it may take to, once they are told to
     * @param failure that it has taken longer
     */
    public record Waiting(Setting setting, Condition confirms, Duration within, String failure) {}

    /** Something that is waited for. */
    @FunctionalInterface
    public interface Condition {
        boolean holds() throws RunFailed, InterruptedException;
    }

    /** Tells the primary that its commits wait. */
    public interface Setting {
        /** Whether it stands already, such as from a run that was cut short. */
        boolean stands() throws RunFailed, InterruptedException;

        /** Sets it, and answers what makes it as it was. */
        Undoing set() throws RunFailed, InterruptedException;
    }

    /** Makes a setting as it was. */
    @FunctionalInterface
    public interface Undoing {
        void undo() throws RunFailed, InterruptedException;
    }

    /**
     * Does it; what does not come about is taken back.
     *
     * @return what was done, or that it is so already
     */
    public String carryOut() throws RunFailed, InterruptedException {
        String done = "commits of %s wait for %s".formatted(primary.name(), standby);
        if (waiting.confirms().holds()) {
            return done + " already";
        }
        // Where it stands already commits hang: it must not be left so for long.
        if (!waiting.setting().stands()) {
            await(
                    hasCaughtUp,
                    CATCHES_UP,
                    "%s does not catch up with %s".formatted(standby, primary.name()));
        }
        Undoing before = waiting.setting().set();
        try {
            await(waiting.confirms(), waiting.within(), waiting.failure());
        } catch (RunFailed e) {
            before.undo();
            throw e;
        }
        return done;
    }

    private void await(Condition condition, Duration within, String failure)
            throws RunFailed, InterruptedException {
        Deadline deadline = Deadline.in(within, primary.ticker());
        while (!condition.holds()) {
            if (!deadline.pause(POLL)) {
                throw new RunFailed("%s; %s".formatted(failure, byHand));
            }
        }
    }
}
