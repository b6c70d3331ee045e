package org.rsvpplatform.database.inquiry;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.rsvpplatform.database.host.Disk;
import org.rsvpplatform.kit.observe.cause.Finding;
import org.rsvpplatform.kit.observe.probe.Failure;
import org.rsvpplatform.kit.observe.probe.Inquiry;
import org.rsvpplatform.kit.observe.probe.Trace;
import org.rsvpplatform.kit.time.Deadline;

/** Which of the server's disks is full, where they are on our host. */
public final class DiskInquiry implements Inquiry {
    private final Place place;

    public DiskInquiry(Place place) {
        this.place = place;
    }

    @Override
    public String name() {
        return "disks";
    }

    @Override
    public Set<String> about() {
        return Set.of("db.disk-full", "db.connection-lost");
    }

    @Override
    public Finding look(Failure failure, Deadline deadline, Trace trace) {
        List<Disk> tight = place.host().disks().stream().filter(Disk::nearlyFull).toList();
        if (tight.isEmpty()) {
            return null;
        }
        return new Finding(
                name(),
                Set.of(),
                Set.of(),
                tight.stream().map(Disk::toString).collect(Collectors.joining("; ")),
                place.host().facts());
    }
}
