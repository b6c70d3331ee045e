package org.rsvpplatform.database.inquiry;

import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.rsvpplatform.database.host.Progress;
import org.rsvpplatform.kit.observe.cause.Finding;
import org.rsvpplatform.kit.observe.probe.Failure;
import org.rsvpplatform.kit.observe.probe.Inquiry;
import org.rsvpplatform.kit.observe.probe.Trace;
import org.rsvpplatform.kit.time.Deadline;

/**
 * Whether a server that refuses or keeps silent only starts, or ends. PostgreSQL says so to who
 * comes; MySQL opens its port late, or greets late, and closes its port before it is gone. On our
 * own host its log tells.
 */
public final class ProgressInquiry implements Inquiry {
    private static final Set<String> DOWN =
            Set.of("db.connection-refused", "db.connection-timeout");

    private final Place place;

    public ProgressInquiry(Place place) {
        this.place = place;
    }

    @Override
    public String name() {
        return "starting-or-ending";
    }

    @Override
    public Set<String> about() {
        return DOWN;
    }

    @Override
    public Finding look(Failure failure, Deadline deadline, Trace trace) throws Exception {
        List<InetSocketAddress> addresses = place.addresses(deadline);
        Optional<Progress> progress =
                place.isOurHost(addresses) ? place.host().progress() : Optional.empty();
        if (progress.isEmpty()) {
            return null;
        }
        return switch (progress.get().stage()) {
            case STARTING -> finding("db.starting-up", "has not ended its start", progress.get());
            case STOPPING -> finding("db.shutting-down", "has not ended its end", progress.get());
            case READY -> null;
        };
    }

    private Finding finding(String cause, String what, Progress progress) {
        Map<String, String> facts = new HashMap<>(place.host().facts());
        facts.put("serverPid", Integer.toString(progress.pid()));
        return new Finding(
                name(),
                Set.of(cause),
                DOWN,
                "its server (process %d on our host) runs and %s; its log says: %s"
                        .formatted(progress.pid(), what, progress.word()),
                facts);
    }
}
