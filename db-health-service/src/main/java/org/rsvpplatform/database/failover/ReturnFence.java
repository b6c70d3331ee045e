package org.rsvpplatform.database.failover;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.rsvpplatform.kit.act.command.RunFailed;
import org.rsvpplatform.kit.act.failover.Fence;
import org.rsvpplatform.kit.observe.probe.Session;
import org.rsvpplatform.kit.time.Deadline;

/**
 * Stops a former primary that is back and takes writes. It has nobody to send anything to: the two
 * have come apart, and what it is to follow is told when it rejoins.
 *
 * @param <S> a session of its kind
 */
public record ReturnFence<S extends Session>(Member<S, ?> from, Stop<S> stop) implements Fence {
    private static final Duration ACT = Duration.ofSeconds(4);
    private static final Duration CLOSES = Duration.ofSeconds(10);

    /**
     * How a kind of server is stopped.
     *
     * @param <S> through such a session of its administrator
     */
    public interface Stop<S> {
        /** Short, for the plan. */
        String name();

        /** What it does not cover. */
        String leavesOpen();

        /** How it would come back, as a clause. */
        String afterwards();

        void stop(S session, Deadline deadline)
                throws ExecutionException, TimeoutException, InterruptedException;

        /** Whether the server says no; otherwise it has ended the session with all others. */
        boolean isRefusal(Throwable said);

        /**
         * Stops it; it may end before it answers, and its port tells.
         *
         * @throws ExecutionException it says no
         */
        default void tell(S session, Deadline deadline)
                throws ExecutionException, TimeoutException, InterruptedException {
            try {
                stop(session, deadline);
            } catch (ExecutionException e) {
                if (isRefusal(e.getCause())) {
                    throw e;
                }
            }
        }
    }

    @Override
    public String name() {
        return stop.name();
    }

    @Override
    public String leavesOpen() {
        return stop.leavesOpen();
    }

    @Override
    public String raise() throws RunFailed, InterruptedException {
        if (from.port().isClosed()) {
            return "%s refuses connections already".formatted(from.address());
        }
        from.asAdministrator(
                ACT,
                (session, deadline) -> {
                    stop.tell(session, deadline);
                    return null;
                });
        from.port().awaitClosed(Deadline.in(CLOSES, from.ticker()));
        return "%s refuses connections, and %s".formatted(from.address(), stop.afterwards());
    }

    /** The active one is another one: nobody wants it back as it was. */
    @Override
    public String lift() {
        return "%s stays fenced: ./rsvp db:rejoin %s".formatted(from.name(), from.name());
    }
}
