package org.rsvpplatform.database.postgresql.failover;

import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.rsvpplatform.database.failover.Member;
import org.rsvpplatform.database.postgresql.connection.PostgresSession;
import org.rsvpplatform.database.postgresql.connection.Sql;
import org.rsvpplatform.kit.act.command.RunFailed;
import org.rsvpplatform.kit.act.failover.Fence;
import org.rsvpplatform.kit.time.Deadline;

/**
 * Lets nobody log in by pg_hba.conf, and ends who is in. Nothing of it replicates.
 *
 * <p>A process that began before the new file is read goes on by the old one: who was prompted is
 * ended, and who has said nothing yet is waited for where authentication_timeout is short. To lower
 * that here would be too late: a login keeps the one under which it began. Source: postmaster.c.
 *
 * @param users ours, who may still log in
 * @param reach how far it goes, as far as that is known beforehand
 * @param patient whether who has said nothing yet is waited for: not where all are ended anyway
 */
record HbaFence(
        Member<PostgresSession, Standing> from, List<String> users, Reach reach, boolean patient)
        implements Fence {
    private static final Duration ACT = Duration.ofSeconds(5);
    private static final Duration LOGIN = Duration.ofSeconds(2);
    private static final Duration POLL = Duration.ofMillis(5);

    /** A longer authentication_timeout is not waited out. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /**
     * @param superuser whether the administrator can end superusers' sessions, too
     * @param timeout the server's authentication_timeout
     */
    record Reach(boolean superuser, Duration timeout) {
        boolean waitsForSilent() {
            return timeout.compareTo(PATIENCE) <= 0;
        }
    }

    @Override
    public String name() {
        return "pg_hba.conf lets nobody in, and all sessions are ended";
    }

    @Override
    public String leavesOpen() {
        List<String> open = new ArrayList<>();
        if (!reach.superuser()) {
            open.add("sessions of superusers that are open already");
            open.add("logins in progress");
        }
        if (!reach.waitsForSilent()) {
            open.add(
                    "connections that were opened less than %d s before and have said nothing yet (authentication_timeout; up to %d s are waited out)"
                            .formatted(reach.timeout().toSeconds(), PATIENCE.toSeconds()));
        }
        open.add("the server's own workers, such as subscriptions");
        return String.join(", ", open);
    }

    @Override
    public String raise() throws RunFailed, InterruptedException {
        shut();
        return empty();
    }

    /** Lets nobody in any more; who is in stays. */
    void shut() throws RunFailed, InterruptedException {
        from.asAdministrator(
                ACT,
                (session, _) -> {
                    HbaFile file = new HbaFile(session, deadline());
                    file.fence(users);
                    try {
                        reload(session);
                    } catch (RunFailed e) {
                        // Nobody could ever lift it.
                        file.lift();
                        session.run("SELECT pg_catalog.pg_reload_conf()", deadline());
                        throw new ExecutionException(e);
                    }
                    return null;
                });
    }

    /** Ends who is in, where nobody is let in any more. */
    String empty() throws RunFailed, InterruptedException {
        return from.asAdministrator(
                ACT,
                (session, _) ->
                        "%s lets nobody in; %d sessions were ended"
                                .formatted(from.name(), drain(reach(session)).run(session)));
    }

    @Override
    public String lift() throws RunFailed, InterruptedException {
        return from.asAdministrator(
                ACT,
                (session, _) -> {
                    new HbaFile(session, deadline()).lift();
                    try {
                        reload(session); // one that was written back may not have been read yet
                    } catch (RunFailed e) {
                        throw new ExecutionException(e);
                    }
                    return "pg_hba.conf is as it was, and read again";
                });
    }

    /** As it is now: who goes on with another process's fence knows it from nowhere else. */
    private Reach reach(PostgresSession session)
            throws ExecutionException, TimeoutException, InterruptedException {
        Row row =
                session.row(
                        """
                        SELECT pg_catalog.current_setting('is_superuser') = 'on' AS superuser,
                          (SELECT setting::int FROM pg_catalog.pg_settings
                            WHERE name = 'authentication_timeout') AS timeout
                        """,
                        deadline());
        return new Reach(
                row.getBoolean("superuser"), Duration.ofSeconds(row.getInteger("timeout")));
    }

    private Drain drain(Reach now) {
        String others =
                "NOT (a.usename IN (%s) AND a.usename <> current_user AND a.client_addr IS NOT DISTINCT FROM pg_catalog.inet_client_addr())"
                        .formatted(Sql.literals(users));
        String reached =
                " AND a.usesysid NOT IN (SELECT oid FROM pg_catalog.pg_roles WHERE rolsuper)";
        return new Drain(
                Drain.loggedIn(now.superuser() ? others : others + reached),
                now.superuser() ? Drain.LOGGING_IN : Drain.NOBODY,
                patient && now.waitsForSilent() ? now.timeout() : Duration.ZERO,
                from.ticker());
    }

    /**
     * Returns when a session was let in that began after the server has read its files: all later
     * ones are under them, too.
     */
    private void reload(PostgresSession session)
            throws ExecutionException, TimeoutException, RunFailed, InterruptedException {
        double before = loaded(session, deadline());
        session.run("SELECT pg_catalog.pg_reload_conf()", deadline());
        Deadline most = deadline();
        while (from.asAdministratorAnew(LOGIN, HbaFence::loaded) <= before) {
            if (!most.pause(POLL)) {
                throw new TimeoutException("its files were not read again");
            }
        }
    }

    private static double loaded(PostgresSession session, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        return session.row(
                        "SELECT extract(epoch FROM pg_catalog.pg_conf_load_time())::float8 AS at",
                        deadline)
                .getDouble("at");
    }

    private Deadline deadline() {
        return Deadline.in(ACT, from.ticker());
    }
}
