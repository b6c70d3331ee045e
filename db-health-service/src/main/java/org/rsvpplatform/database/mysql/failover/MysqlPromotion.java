package org.rsvpplatform.database.mysql.failover;

import io.vertx.sqlclient.Row;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.rsvpplatform.database.failover.Member;
import org.rsvpplatform.database.failover.PairPromotion;
import org.rsvpplatform.database.failover.PromotionHook;
import org.rsvpplatform.database.mysql.connection.MysqlSession;
import org.rsvpplatform.database.mysql.connection.Sql;
import org.rsvpplatform.kit.act.command.RunFailed;
import org.rsvpplatform.kit.act.failover.Succession;
import org.rsvpplatform.kit.time.Deadline;

/**
 * Promotes a MariaDB replica, or has a hook do it: it receives no more, applies all that it has
 * received, takes writes, and forgets its source. Its own commits wait for nobody at first. It
 * forgets last: until it takes writes, everything can be taken back. Accounts that a fence has
 * locked may log in again.
 */
final class MysqlPromotion extends PairPromotion<MysqlSession> {
    private static final Logger LOG = System.getLogger(MysqlPromotion.class.getName());

    /**
     * @param hook promotes in our place
     */
    MysqlPromotion(
            Succession succession,
            Member<MysqlSession, Standing> to,
            Optional<PromotionHook> hook) {
        super(succession, to, hook);
    }

    @Override
    protected Found found(MysqlSession session, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        return new Found(
                DataEpoch.newest(session, succession.group(), deadline),
                session.row("SELECT @@global.read_only AS r", deadline).getLong("r") != 0);
    }

    @Override
    protected String promoted(MysqlSession session, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        if (isStillStandby(session, deadline)) {
            takeWrites(session, deadline);
        }
        if (hook.isEmpty()) {
            session.run("STOP ALL SLAVES", deadline);
            session.run("RESET SLAVE ALL", deadline);
        }
        DataEpoch.write(session, succession, deadline);
        return "%s takes writes; epoch %d stands beside its data%s"
                .formatted(to.name(), succession.epoch(), released(session, deadline));
    }

    /** Clients must learn of the new primary whatever becomes of this. */
    private static String released(MysqlSession session, Deadline deadline)
            throws TimeoutException, InterruptedException {
        try {
            int released = UnboundAccounts.release(session, deadline);
            return released == 0 ? "" : "; %d accounts may log in again".formatted(released);
        } catch (ExecutionException e) {
            return "; accounts in rsvp_probe.locked are still locked (%s): ALTER USER ... ACCOUNT UNLOCK for each"
                    .formatted(e.getCause().getMessage());
        }
    }

    private void takeWrites(MysqlSession session, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        boolean writable = false;
        stopReceiving(session, deadline);
        try {
            applyAll(session, deadline);
            request();
            session.run(
                    "SET GLOBAL rpl_semi_sync_master_enabled = OFF; SET GLOBAL read_only = OFF",
                    deadline);
            writable = true;
        } finally {
            if (!writable) {
                receiveAgain(session);
            }
        }
    }

    /** What is told is what went wrong before; whoever takes it back tries again. */
    private void receiveAgain(MysqlSession session) throws InterruptedException {
        try {
            session.run("START SLAVE IO_THREAD", Deadline.in(LOOK, to.ticker()));
        } catch (ExecutionException | TimeoutException e) {
            LOG.log(Level.WARNING, "{0} does not receive: {1}", to.name(), e.getMessage());
        }
    }

    /**
     * A semi-synchronous replica that stops receiving connects to its source once more, to end its
     * session there, and waits 5 s for one that is silent; here a second. Source: MariaDB's
     * "Semisynchronous Replication", rpl_semi_sync_slave_kill_conn_timeout.
     */
    private static void stopReceiving(MysqlSession session, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        session.run(
                "SET @rsvp_waits = @@global.rpl_semi_sync_slave_kill_conn_timeout,"
                        + " GLOBAL rpl_semi_sync_slave_kill_conn_timeout = 1",
                deadline);
        try {
            session.run("STOP SLAVE IO_THREAD", deadline);
        } finally {
            session.run("SET GLOBAL rpl_semi_sync_slave_kill_conn_timeout = @rsvp_waits", deadline);
        }
    }

    /** What it confirmed to its source and has not applied yet would be lost. */
    private static void applyAll(MysqlSession session, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        for (Row source : session.run("SHOW ALL SLAVES STATUS", deadline)) {
            String received = source.getString("Gtid_IO_Pos");
            if (received == null || received.isBlank()) {
                continue;
            }
            long came =
                    session.row(
                                    "SELECT MASTER_GTID_WAIT(%s, %d) AS came"
                                            .formatted(
                                                    Sql.literal(received),
                                                    Math.max(
                                                            1,
                                                            deadline.remaining().toSeconds() - 1)),
                                    deadline)
                            .getLong("came");
            if (came != 0) {
                throw new TimeoutException("it did not apply all that it has received in time");
            }
        }
    }

    /** One that was ended in the middle of it has left the replica without its IO thread. */
    @Override
    public Optional<String> takeBack() throws RunFailed, InterruptedException {
        if (hook.isPresent()) {
            return Optional.empty();
        }
        return to.asAdministrator(
                LOOK,
                (session, deadline) -> {
                    for (Row source : session.run("SHOW ALL SLAVES STATUS", deadline)) {
                        if ("No".equals(source.getString("Slave_IO_Running"))) {
                            session.run("START ALL SLAVES", deadline);
                            return Optional.of(to.name() + " replicates again");
                        }
                    }
                    return Optional.empty();
                });
    }
}
