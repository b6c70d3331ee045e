package org.rsvpplatform.database.inquiry;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.rsvpplatform.database.host.Disk;
import org.rsvpplatform.kit.observe.cause.Finding;
import org.rsvpplatform.kit.observe.cause.Signal;
import org.rsvpplatform.kit.observe.probe.Failure;
import org.rsvpplatform.kit.observe.probe.Inquiry;
import org.rsvpplatform.kit.observe.probe.Trace;
import org.rsvpplatform.kit.observe.provider.Layer;
import org.rsvpplatform.kit.time.Deadline;

/**
 * Which of the server's disks is full, where they are on our host. A statement that waits may wait
 * for room: MySQL and MariaDB try again each minute, and hold their locks until then.
 */
public final class DiskInquiry implements Inquiry {
    private static final String FULL = "db.disk-full";
    private static final String TIMEOUT = "db.connection-timeout";
    private static final Set<String> WAITING = Set.of("db.lock-timeout", "db.statement-timeout");

    /** Of a server that has let us in: what it does not answer any more is a statement. */
    private static final Set<Layer> STATEMENTS =
            EnumSet.of(Layer.AUTHORIZATION, Layer.OPERATION, Layer.REPLICATION, Layer.CAPACITY);

    private final Place place;
    private final int percent;

    /**
     * @param percent from which on a used disk is worth an operator's look
     */
    public DiskInquiry(Place place, int percent) {
        this.place = place;
        this.percent = percent;
    }

    @Override
    public String name() {
        return "disks";
    }

    @Override
    public Set<String> about() {
        return Set.of(
                FULL, TIMEOUT, "db.connection-lost", "db.lock-timeout", "db.statement-timeout");
    }

    @Override
    public Finding look(Failure failure, Deadline deadline, Trace trace) {
        List<Disk> tight =
                place.host().disks().stream().filter(disk -> disk.fullFrom(percent)).toList();
        boolean waits = waits(failure);
        boolean full = tight.stream().anyMatch(Disk::full);
        if (tight.isEmpty() || waits && !full || said(failure)) {
            return null;
        }
        return new Finding(
                name(),
                waits ? Set.of(FULL) : Set.of(),
                Set.of(),
                tight.stream().map(Disk::toString).collect(Collectors.joining("; ")),
                place.host().facts());
    }

    /** Whether it was the check of the disks that failed. */
    private static boolean said(Failure failure) {
        return failure.signals().stream()
                .anyMatch(
                        signal ->
                                signal instanceof Signal.Fact fact
                                        && Disk.FACTS.contains(fact.name()));
    }

    private static boolean waits(Failure failure) {
        return failure.candidates().stream().anyMatch(WAITING::contains)
                || failure.candidates().contains(TIMEOUT) && STATEMENTS.contains(failure.layer());
    }
}
