package org.rsvpplatform.database.mysql.inquiry;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.rsvpplatform.database.capacity.Activity;
import org.rsvpplatform.database.capacity.BlockTree;
import org.rsvpplatform.database.capacity.Look;
import org.rsvpplatform.database.capacity.Seen;
import org.rsvpplatform.database.capacity.SharedLook;
import org.rsvpplatform.database.connection.Attempt;
import org.rsvpplatform.database.mysql.check.WriteCheck;
import org.rsvpplatform.database.mysql.connection.Connector;
import org.rsvpplatform.database.mysql.connection.MysqlSession;
import org.rsvpplatform.kit.observe.cause.Signal;
import org.rsvpplatform.kit.observe.probe.Failure;
import org.rsvpplatform.kit.observe.probe.LayerFailure;
import org.rsvpplatform.kit.observe.probe.Trace;
import org.rsvpplatform.kit.time.Deadline;
import org.rsvpplatform.kit.time.Ticker;

/**
 * Whom did we wait for? The server shows a lock only while somebody waits for it, and our write has
 * given up. So it is begun once more, and the observer looks while it waits; what it would write is
 * rolled back. All other failures are answered with what was seen lately.
 */
public final class WaitingLook implements Look<Activity> {
    /** InnoDB shows its transactions as they were up to 0.1 s ago. */
    private static final Duration UNTIL_SHOWN = Duration.ofMillis(120);

    private final SharedLook<MysqlSession, ?> look;
    private final Connector connector;
    private final String write;

    /**
     * @param provider whose row is written
     */
    public WaitingLook(SharedLook<MysqlSession, ?> look, Connector connector, String provider) {
        this.look = look;
        this.connector = connector;
        this.write = "START TRANSACTION; %s; ROLLBACK".formatted(WriteCheck.statement(provider));
    }

    @Override
    public Seen<Activity> see(Object probe, Deadline deadline) throws InterruptedException {
        Seen<Activity> lately = look.lately(probe, deadline);
        return lately instanceof Seen.There<Activity>
                        && probe instanceof Failure failure
                        && gaveUp(failure)
                ? waiting(deadline)
                : lately;
    }

    private static boolean gaveUp(Failure failure) {
        return failure.signals().stream()
                .anyMatch(
                        signal ->
                                signal instanceof Signal.ErrorCode code
                                        && code.code().equals("1205"));
    }

    private Seen<Activity> waiting(Deadline deadline) throws InterruptedException {
        Attempt attempt = Attempt.by(deadline, Trace.none(Ticker.system()));
        try (MysqlSession session = connector.open(attempt)) {
            long own = session.row("SELECT connection_id() AS pid", deadline).getLong("pid");
            FutureTask<Void> writing =
                    new FutureTask<>(
                            () -> {
                                session.run(write, deadline);
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
    private static boolean waits(FutureTask<Void> writing, Deadline deadline)
            throws InterruptedException {
        try {
            writing.get(deadline.atMost(UNTIL_SHOWN).remaining().toNanos(), TimeUnit.NANOSECONDS);
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
