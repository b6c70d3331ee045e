package org.rsvpplatform.database.benchmark;

import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.rsvpplatform.database.host.CpuTime;
import org.rsvpplatform.kit.observe.probe.LayerFailure;
import org.rsvpplatform.kit.time.Deadline;

/** A server under load, as its kind knows it. */
public interface Subject {
    /** What the load's own rows are called, in {@code rsvp_probe.beat}. */
    String ROWS = "benchmark:";

    /** A session of the platform's user; its waits for locks are short. */
    Seat open(Deadline deadline) throws LayerFailure, TimeoutException, InterruptedException;

    Statements statements();

    /** What the server says of itself. */
    Standing standing(Seat seat, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException;

    /** What the load's sessions wait for at this moment, where the server shows that. */
    Waiting waiting(Seat seat, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException;

    /** What the server has counted of waits since its start, where it counts them. */
    Counted counted(Seat seat, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException;

    /** Processor time of those who serve these sessions; empty when the host is not ours. */
    Optional<CpuTime> cpu(Collection<Seat> seats);

    /** What an error of a statement or of a login means for the load. */
    Trouble trouble(Throwable thrown);

    /** The word for an error that an operator reads. */
    String said(Throwable thrown);

    /** Errors that are measurements. */
    enum Trouble {
        /** A lock was not to be had in time. */
        LOCKED,
        /** There is no connection left. */
        FULL,
        /** Our user may not, or our table is not there. */
        NOT_ALLOWED,
        OTHER
    }

    /**
     * How a server is before the load.
     *
     * @param readOnly why it takes no writes; empty when it takes them
     * @param used connections, ours included
     * @param most connections that ordinary users may have
     */
    record Standing(Optional<String> readOnly, int used, int most) {
        int free() {
            return Math.max(0, most - used);
        }
    }

    /**
     * What the load's sessions were seen doing.
     *
     * @param sessions that were at work
     * @param locked that waited for a lock
     * @param flushing that waited for the log to be written or flushed
     * @param standby that waited for a standby
     * @param example who holds what they wait for; empty when none waits or it is not shown
     */
    record Waiting(int sessions, int locked, int flushing, int standby, Optional<String> example) {}

    /**
     * Totals of the whole server.
     *
     * @param lockMillis waited for row locks
     * @param standbyWaits commits that waited for a standby
     * @param standbyMillis how long they waited in all
     */
    record Counted(double lockMillis, long standbyWaits, double standbyMillis) {
        static final Counted NOTHING = new Counted(0, 0, 0);

        Counted since(Counted earlier) {
            return new Counted(
                    lockMillis - earlier.lockMillis,
                    standbyWaits - earlier.standbyWaits,
                    standbyMillis - earlier.standbyMillis);
        }
    }
}
