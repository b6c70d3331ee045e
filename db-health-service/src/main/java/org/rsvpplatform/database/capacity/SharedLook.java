package org.rsvpplatform.database.capacity;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.rsvpplatform.database.connection.Observer;
import org.rsvpplatform.kit.observe.cause.Signal;
import org.rsvpplatform.kit.observe.probe.LayerFailure;
import org.rsvpplatform.kit.observe.probe.Session;
import org.rsvpplatform.kit.time.Deadline;
import org.rsvpplatform.kit.time.Ticker;

/**
 * Asks all questions in one session of the observer. The checks of one probe share what it brings.
 *
 * @param <S> a session of the kind of server
 * @param <P> the picture
 */
public final class SharedLook<S extends Session, P> implements Look<P> {
    /** What is left of a probe's time belongs to the checks that say whether the server works. */
    private static final Duration EACH = Duration.ofMillis(800);

    /** A probe may be a little late. */
    static final Duration GRACE = Duration.ofSeconds(5);

    private final Observer<S> observer;
    private final Asking<S, P> asking;
    private final Duration every;
    private final Ticker ticker;
    private final ReentrantLock lock = new ReentrantLock();
    private Object lastProbe;
    private volatile Seen<P> lastSeen;
    private volatile Dated lastActivity;

    private record Dated(Activity activity, long at) {}

    /**
     * What is asked of a kind of server.
     *
     * @param <S> its sessions
     * @param <P> what the answers make
     */
    public interface Asking<S, P> {
        P picture(S session, Deadline deadline)
                throws ExecutionException, TimeoutException, InterruptedException;

        /** Who is connected, and nothing else: somebody may ask again and again. */
        Activity connected(S session, Deadline deadline)
                throws ExecutionException, TimeoutException, InterruptedException;

        /** Who is connected, as this picture has it. */
        Activity activity(P picture);

        /** What the observer must be allowed to see, in a word. */
        String privilege();

        /** What the server said in its error. */
        String said(ExecutionException error);
    }

    /**
     * @param every how long what was seen is news
     */
    public SharedLook(Observer<S> observer, Asking<S, P> asking, Duration every, Ticker ticker) {
        this.observer = observer;
        this.asking = asking;
        this.every = every;
        this.ticker = ticker;
    }

    @Override
    public Seen<P> see(Object probe, Deadline deadline) throws InterruptedException {
        Optional<Deadline> spare = SpareTime.of(deadline, EACH);
        if (spare.isEmpty()) {
            return new Seen.Missing<>("no time was left for it in this probe");
        }
        Deadline own = spare.get();
        if (!lock.tryLock(own.remaining().toNanos(), TimeUnit.NANOSECONDS)) {
            return new Seen.Missing<>("another look has not ended yet");
        }
        try {
            if (probe != lastProbe) {
                lastSeen = now(session -> asking.picture(session, own), own);
                lastProbe = probe;
                if (lastSeen instanceof Seen.There<P> there) {
                    lastActivity = new Dated(asking.activity(there.value()), ticker.nanos());
                }
            }
            return lastSeen;
        } finally {
            lock.unlock();
        }
    }

    /** Who is connected, seen by this probe. */
    public Seen<Activity> activity(Object probe, Deadline deadline) throws InterruptedException {
        return see(probe, deadline).map(asking::activity);
    }

    /** Who was connected at the last look that was due; asks through this probe when it is old. */
    public Seen<Activity> lately(Object probe, Deadline deadline) throws InterruptedException {
        Dated known = lastActivity;
        boolean fresh = known != null && ticker.nanos() - known.at() < every.plus(GRACE).toNanos();
        return fresh ? new Seen.There<>(known.activity()) : activity(probe, deadline);
    }

    /** Who was connected when it looked last; empty when it could not. */
    public Optional<Activity> last() {
        return lastSeen instanceof Seen.There<P> there
                ? Optional.of(asking.activity(there.value()))
                : Optional.empty();
    }

    /** Who is connected, by a look of its own beside the probes. */
    public Seen<Activity> activityNow(Deadline deadline) throws InterruptedException {
        return now(session -> asking.connected(session, deadline), deadline);
    }

    private <T> Seen<T> now(Observer.Question<S, T> question, Deadline deadline)
            throws InterruptedException {
        try {
            return observer.ask(question, deadline)
                    .<Seen<T>>map(Seen.There::new)
                    .orElseGet(
                            () ->
                                    new Seen.Missing<>(
                                            "needs an observer login (%s): name one under observer:, and providers:grants prints the lines that make it"
                                                    .formatted(asking.privilege())));
        } catch (LayerFailure e) {
            return new Seen.Missing<>(
                    "the observer could not look: "
                            + e.signals().stream()
                                    .map(Signal::evidence)
                                    .collect(Collectors.joining("; ")));
        } catch (ExecutionException e) {
            return new Seen.Missing<>("the observer was not answered: " + asking.said(e));
        } catch (TimeoutException e) {
            return new Seen.Missing<>("the observer's look did not end in time");
        }
    }
}
