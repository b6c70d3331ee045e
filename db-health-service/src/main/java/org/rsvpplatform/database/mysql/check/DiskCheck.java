package org.rsvpplatform.database.mysql.check;

import java.util.List;
import java.util.stream.Collectors;
import org.rsvpplatform.database.host.Disk;
import org.rsvpplatform.database.host.ServerHost;
import org.rsvpplatform.database.mysql.connection.MysqlSession;
import org.rsvpplatform.kit.observe.cause.Signal;
import org.rsvpplatform.kit.observe.probe.Check;
import org.rsvpplatform.kit.observe.probe.Outcome;
import org.rsvpplatform.kit.observe.provider.Layer;
import org.rsvpplatform.kit.time.Deadline;

/**
 * Asks whether the server's disk has room, where it is on our host. Elsewhere the server does not
 * tell, and its temporary files lie on another disk than its data.
 */
public final class DiskCheck implements Check<MysqlSession> {
    private final ServerHost host;

    public DiskCheck(ServerHost host) {
        this.host = host;
    }

    @Override
    public Layer layer() {
        return Layer.CAPACITY;
    }

    @Override
    public Outcome ask(MysqlSession session, Deadline deadline) {
        List<Disk> disks = host.disks();
        if (disks.isEmpty()) {
            return Outcome.skipped("the server's disks can't be seen from here");
        }
        String seen = disks.stream().map(Disk::toString).collect(Collectors.joining("; "));
        if (disks.stream().anyMatch(Disk::full)) {
            return Outcome.failed(new Signal.Fact("disk-full", seen));
        }
        return disks.stream().anyMatch(Disk::nearlyFull)
                ? Outcome.degraded(new Signal.Fact("disk-nearly-full", seen))
                : Outcome.passed(seen);
    }
}
