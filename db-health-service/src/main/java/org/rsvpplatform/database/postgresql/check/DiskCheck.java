package org.rsvpplatform.database.postgresql.check;

import io.vertx.pgclient.PgException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.rsvpplatform.database.host.Disk;
import org.rsvpplatform.database.host.ServerHost;
import org.rsvpplatform.database.postgresql.connection.PostgresSession;
import org.rsvpplatform.database.postgresql.connection.PostgresSignals;
import org.rsvpplatform.kit.observe.probe.Check;
import org.rsvpplatform.kit.observe.probe.Outcome;
import org.rsvpplatform.kit.observe.provider.Layer;
import org.rsvpplatform.kit.time.Deadline;

/**
 * Asks whether the server's disks have room. Our one row always finds its old place, so writing it
 * proves nothing: on our own host the file systems are read, elsewhere the server sorts a little
 * more than fits into memory, which needs a small temporary file on its disk.
 */
public final class DiskCheck implements Check<PostgresSession> {
    private static final Duration SELDOM = Duration.ofSeconds(30);
    private static final String DISK_FULL = "53100";

    /** About 200 KB, in a few milliseconds. */
    private static final String SPILL =
            """
            BEGIN READ ONLY;
            SET LOCAL work_mem = '64kB';
            SELECT count(*) FROM (SELECT repeat('x', 60) || g FROM generate_series(1, 2000) g
                ORDER BY 1 OFFSET 0) sorted;
            COMMIT
            """;

    private final ServerHost host;
    private final int percent;
    private final boolean mayWrite;
    private volatile boolean hidden;

    /**
     * @param percent from which on a used disk is worth an operator's look
     * @param mayWrite false for a server that is only observed: then no temporary file either
     */
    public DiskCheck(ServerHost host, int percent, boolean mayWrite) {
        this.host = host;
        this.percent = percent;
        this.mayWrite = mayWrite;
    }

    @Override
    public Layer layer() {
        return Layer.CAPACITY;
    }

    @Override
    public Optional<Duration> every() {
        // Reading a file system costs nothing.
        return hidden ? Optional.of(SELDOM) : Optional.empty();
    }

    @Override
    public Outcome ask(PostgresSession session, Deadline deadline) throws Exception {
        List<Disk> disks = host.disks();
        hidden = disks.isEmpty();
        if (!hidden) {
            return Disk.judge(disks, percent);
        }
        return mayWrite
                ? spill(session, deadline)
                : Outcome.skipped("the server's disks can't be seen without writing");
    }

    private static Outcome spill(PostgresSession session, Deadline deadline) throws Exception {
        try {
            session.transaction(SPILL, deadline);
            return Outcome.passed("a temporary file of 200 KB found room");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof PgException said && !said.getSqlState().equals(DISK_FULL)) {
                return Outcome.skipped("a temporary file was not allowed: " + said.getSqlState());
            }
            return Outcome.failed(PostgresSignals.of(e));
        }
    }
}
