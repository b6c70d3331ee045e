package org.rsvpplatform.database.capacity;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.rsvpplatform.database.connection.Attempt;
import org.rsvpplatform.kit.observe.cause.Signal;
import org.rsvpplatform.kit.observe.probe.Failure;
import org.rsvpplatform.kit.observe.probe.LayerFailure;
import org.rsvpplatform.kit.observe.probe.Session;
import org.rsvpplatform.kit.time.Deadline;

/**
 * Whom did we wait for? The server shows a lock only while somebody waits for it, and our write has
 * given up. So it is begun once more, and the observer looks while it waits; what it would write is
 * rolled back. All other failures are answered with what was seen lately.
 */
public final class WaitingLook<S extends Session> implements Look<Activity> {
    private final SharedLook<S, ?> look;
    private final Write<S> write;
    private final Duration untilShown;
    private final Set<String> gaveUp;

    /**
     * Our write, of which nothing stays.
     *
     * @param <S> a session of the kind of server
     */
    public interface Write<S> {
        S open(Attempt attempt) throws LayerFailure, TimeoutException, InterruptedException;

        /** What the server calls the session. */
        long id(S session, Deadline deadline)
                throws ExecutionException, TimeoutException, InterruptedException;

        /** Begins it, waits as long as it must, and takes it back. */
        void run(S session, Deadline deadline)
                throws ExecutionException, TimeoutException, InterruptedException;
    }

    /**
     * @param untilShown how old what the server shows of its locks may be
     * @param gaveUp the server's codes for a wait that was too long
     */
    public WaitingLook(
            SharedLook<S, ?> look, Write<S> write, Duration untilShown, Set<String> gaveUp) {
        this.look = look;
        this.write = write;
        this.untilShown = untilShown;
        this.gaveUp = Set.copyOf(gaveUp);
    }

    @Override
    public Seen<Activity> see(Object probe, Deadline deadline) throws InterruptedException {
        Seen<Activity> lately = look.lately(probe, deadline);
        return lately instanceof Seen.There<Activity>
                        && probe instanceof Failure failure
                        && waited(failure)
                ? waiting(deadline)
                : lately;
    }

    private boolean waited(Failure failure) {
        return failure.signals().stream()
                .anyMatch(
                        signal ->
                                switch (signal) {
                                    case Signal.ErrorCode error -> gaveUp.contains(error.code());
                                    case Signal.SqlState state -> gaveUp.contains(state.state());
                                    default -> false;
                                });
    }

    private Seen<Activity> waiting(Deadline deadline) throws InterruptedException {
        Attempt attempt = Attempt.by(deadline);
        try (S session = write.open(attempt)) {
            long own = write.id(session, deadline);
            FutureTask<Void> writing =
                    new FutureTask<>(
                            () -> {
                                write.run(session, deadline);
                                return null;
                            });
            Thread.ofVirtual().name("waiting write").start(writing);
            while (waits(writing, deadline)) {
                if (look.activityNow(deadline) instanceof Seen.There<Activity>(Activity activity)) {
                    Optional<Activity> ours = before(own, activity);
                    if (ours.isPresent()) {
                        return new Seen.There<>(ours.get());
                    }
                }
            }
            return new Seen.Missing<>("nobody was seen to hold what we wait for");
        } catch (LayerFailure | ExecutionException | TimeoutException e) {
            return new Seen.Missing<>("we could not wait once more: " + e.getMessage());
        }
    }

    /** Whether it waits still, a moment later. */
    private boolean waits(FutureTask<Void> writing, Deadline deadline) throws InterruptedException {
        try {
            writing.get(deadline.atMost(untilShown).remaining().toNanos(), TimeUnit.NANOSECONDS);
            return false;
        } catch (ExecutionException e) {
            return false;
        } catch (TimeoutException e) {
            return !deadline.passed();
        }
    }

    /** The same with the waits for what we wait for alone. */
    private static Optional<Activity> before(long own, Activity activity) {
        return new BlockTree(activity)
                .roots().stream()
                        .filter(root -> root.waiting().stream().anyMatch(w -> w.pid() == own))
                        .findFirst()
                        .map(
                                root ->
                                        new Activity(
                                                activity.limit(),
                                                activity.reserved(),
                                                activity.sessions(),
                                                root.waiting()));
    }
}
