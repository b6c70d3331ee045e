package org.rsvpplatform.database.mysql.check;

import java.util.List;
import org.rsvpplatform.database.host.Disk;
import org.rsvpplatform.database.host.ServerHost;
import org.rsvpplatform.database.mysql.connection.MysqlSession;
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
    private final int percent;

    /**
     * @param percent from which on a used disk is worth an operator's look
     */
    public DiskCheck(ServerHost host, int percent) {
        this.host = host;
        this.percent = percent;
    }

    @Override
    public Layer layer() {
        return Layer.CAPACITY;
    }

    @Override
    public Outcome ask(MysqlSession session, Deadline deadline) {
        List<Disk> disks = host.disks();
        return disks.isEmpty()
                ? Outcome.skipped("the server's disks can't be seen from here")
                : Disk.judge(disks, percent);
    }
}
