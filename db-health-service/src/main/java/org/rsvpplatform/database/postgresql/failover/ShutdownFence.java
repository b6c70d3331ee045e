package org.rsvpplatform.database.postgresql.failover;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.rsvpplatform.database.failover.Member;
import org.rsvpplatform.database.postgresql.connection.PostgresSession;
import org.rsvpplatform.database.postgresql.connection.Sql;
import org.rsvpplatform.kit.act.command.RunFailed;
import org.rsvpplatform.kit.act.failover.Fence;
import org.rsvpplatform.kit.time.Deadline;

/**
 * Stops a primary by SQL, so that it comes back as a standby: whoever starts it again, it takes no
 * writes, from a superuser neither. A server that is stopped in order first sends all that it has
 * to its standby, where that is connected. Where nothing may be missing, nobody is let in any more
 * before it is read how far that is, and what its standby has is not sent again (ADR 17); what
 * takes its time is done before that. Source: FAILOVER-FACTS, fences. It needs a superuser:
 * strictly, a shell through SQL.
 */
final class ShutdownFence implements Fence {
    private static final Duration ACT = Duration.ofSeconds(4);
    private static final Duration STOP = Duration.ofSeconds(10);

    /** A standby that goes on hearing somebody says nothing: then the port alone tells. */
    private static final Duration PARTS = Duration.ofSeconds(4);

    /** Of a server that takes longer to write what it holds, the stop would take as long. */
    private static final Duration FLUSHES = Duration.ofSeconds(60);

    private static final String MAY_BE_SHUT =
            "; its pg_hba.conf may still let nobody in: where it begins with \"# A failover"
                    + " fences\", copy the file next to it that ends in .unfenced over it";

    private final Handover handover;
    private final Member<PostgresSession, Standing> from;
    private final Member<PostgresSession, Standing> to;
    private final HbaFence door;
    private volatile boolean emptied;
    private volatile boolean prepared;

    /**
     * @param door keeps everybody out until it is stopped
     */
    ShutdownFence(Handover handover, HbaFence door) {
        this.handover = handover;
        this.door = door;
        this.from = handover.from();
        this.to = handover.to();
    }

    @Override
    public String name() {
        return StopAsStandby.IN_ORDER.name();
    }

    @Override
    public String leavesOpen() {
        return StopAsStandby.IN_ORDER.leavesOpen();
    }

    /** A port that is closed proves nothing by itself. Source: FAILOVER-FACTS S2. */
    @Override
    public String raise() throws RunFailed, InterruptedException {
        if (refuses()) {
            String at =
                    handover.stopNote()
                            .stopped()
                            .orElseThrow(
                                    () ->
                                            new RunFailed(
                                                    "%s refuses connections, and was not stopped by this: its sessions may live on"
                                                            .formatted(from.address())));
            return "%s refuses connections already; %s"
                    .formatted(from.address(), handover.received(position(at)));
        }
        String follow = conninfo();
        OptionalLong written = handover.demanded() ? handedOver(follow) : handover.written();
        boolean heard = emptied && handover.hears();
        stop(written, follow);
        return "%s %s, and would start as a standby; %s"
                .formatted(from.address(), stopped(heard), handover.received(written));
    }

    /**
     * A port stays open until everybody has heard that the server shuts down, and programs come
     * again and again: that is not waited for where it was emptied before, and has parted.
     */
    private String stopped(boolean heard) throws RunFailed, InterruptedException {
        Deadline deadline = Deadline.in(STOP, from.ticker());
        if (heard && handover.parted(deadline.atMost(PARTS))) {
            return "shuts down, and its last process has ended";
        }
        from.port().awaitClosed(deadline);
        return "refuses connections";
    }

    /** The checkpoint of its stop then has little to write, while nobody is served. */
    private void flush() throws RunFailed, InterruptedException {
        try {
            from.asAdministratorAnew(
                    FLUSHES, (session, deadline) -> session.run("CHECKPOINT", deadline));
        } catch (RunFailed e) {
            throw new RunFailed(
                    "%s; a CHECKPOINT must end within %d s, or the stop would take as long while nobody is served"
                            .formatted(e.getMessage(), FLUSHES.toSeconds()));
        }
    }

    /**
     * All that it will ever have written: once it is stopped, nobody here can start it again. Where
     * pg_hba.conf can't be written, what comes after is only sent as the server stops.
     */
    private OptionalLong handedOver(String follow) throws RunFailed, InterruptedException {
        flush();
        try {
            unprepare(); // of a service that ended in the middle
            door.shut();
            from.asAdministrator(ACT, (session, deadline) -> prepare(session, follow, deadline));
            door.empty();
            emptied = true;
        } catch (RunFailed e) {
            openAgain(e);
        }
        OptionalLong written = handover.written();
        handover.received(written);
        return written;
    }

    private void openAgain(RunFailed why) throws RunFailed, InterruptedException {
        try {
            unprepare();
            door.lift();
        } catch (RunFailed e) {
            throw new RunFailed(
                    "%s, and it can't be opened again: %s"
                            .formatted(why.getMessage(), e.getMessage()));
        }
    }

    private static OptionalLong position(String noted) {
        return noted.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(noted));
    }

    private void stop(OptionalLong written, String follow) throws RunFailed, InterruptedException {
        from.asAdministrator(
                ACT,
                (session, deadline) -> {
                    if (!prepared) {
                        prepare(session, follow, deadline);
                    }
                    handover.stopNote()
                            .stops(written.isPresent() ? Long.toString(written.getAsLong()) : "");
                    // The note may have taken its time.
                    StopAsStandby last =
                            emptied ? StopAsStandby.WHEN_HANDED_OVER : StopAsStandby.IN_ORDER;
                    last.tell(session, Deadline.in(ACT, from.ticker()));
                    return null;
                });
    }

    /**
     * What it will find when it starts again. Behind a door that is shut, while programs are still
     * served: the running server has the door in its memory.
     */
    private Void prepare(PostgresSession session, String follow, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        keepSecret(session, deadline);
        prepared = true;
        // Whoever has the files read before it ends has the password logged.
        session.run("ALTER SYSTEM SET primary_conninfo = " + Sql.literal(follow), deadline);
        if (handover.demanded()) {
            // Nobody would lift it then.
            new HbaFile(session, deadline).lift();
            // Asked once, it is planned once: the next time everybody waits for it.
            session.run(StopAsStandby.WHEN_HANDED_OVER.atOnce(), deadline);
        }
        return null;
    }

    /** Before the files are read again: the server would log the password. */
    private void unprepare() throws RunFailed, InterruptedException {
        from.asAdministrator(
                ACT,
                (session, deadline) ->
                        session.run("ALTER SYSTEM RESET primary_conninfo", deadline));
        prepared = false;
    }

    /**
     * A statement that the server logs, or keeps in its statistics, has the password of replication
     * in it. Sources: PostgreSQL's manual, 19.8.2 and 19.9, pg_stat_statements, pgAudit: what
     * decides over that is a superuser's to set; without these extensions their settings mean
     * nothing.
     */
    private static void keepSecret(PostgresSession session, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        session.run(
                "SET log_statement = 'none'; SET log_min_duration_statement = -1;"
                        + " SET log_min_duration_sample = -1; SET log_transaction_sample_rate = 0;"
                        + " SET log_min_error_statement = 'panic'; SET track_activities = off;"
                        + " SET pg_stat_statements.track_utility = off; SET pgaudit.log = 'none'",
                deadline);
    }

    /** How the standby followed, the other way round; it holds a password and is never shown. */
    private String conninfo() throws RunFailed, InterruptedException {
        String text =
                to.asAdministrator(
                        ACT,
                        (session, deadline) ->
                                session.row(
                                                "SELECT current_setting('primary_conninfo') AS c",
                                                deadline)
                                        .getString("c"));
        return Conninfo.pointedTo(text, to.endpoint().host(), to.endpoint().port(), from.name());
    }

    private boolean refuses() throws InterruptedException {
        return from.port().isClosed(handover.stopNote());
    }

    @Override
    public String lift() throws RunFailed, InterruptedException {
        if (refuses()) {
            if (handover.stopNote().stopped().isEmpty()) {
                return "%s was not stopped by this%s"
                        .formatted(from.name(), handover.demanded() ? MAY_BE_SHUT : "");
            }
            throw new RunFailed(
                    "%s is stopped: remove standby.signal from its data directory and start it"
                            .formatted(from.name()));
        }
        unprepare();
        if (handover.demanded()) {
            door.lift();
        }
        return from.asAdministrator(
                ACT,
                (session, deadline) -> {
                    session.run(
                            "COPY (SELECT 1) TO PROGRAM " + Sql.literal("rm -f standby.signal"),
                            deadline);
                    if (session.row("SELECT pg_catalog.pg_is_in_recovery() AS r", deadline)
                            .getBoolean("r")) {
                        throw new ExecutionException(
                                new IllegalStateException(
                                        "it runs as a standby: it was started with its"
                                            + " standby.signal, which is gone now; restart it"));
                    }
                    return "it takes writes, and starts as a primary";
                });
    }
}
