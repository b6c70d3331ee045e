package org.rsvpplatform.database.postgresql.failover;

import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.rsvpplatform.database.postgresql.connection.PostgresSession;
import org.rsvpplatform.database.postgresql.connection.Sql;
import org.rsvpplatform.kit.time.Deadline;

/**
 * Login roles that a fence has locked, and the table beside the data that remembers them. Both are
 * written in one transaction, and both replicate: whoever holds the data can let them in again,
 * whatever became of us.
 */
final class LockedRoles {
    /**
     * A condition on pg_roles: superusers are beyond CREATEROLE, a standby logs in with
     * REPLICATION, and we stay. {@code :observer} is one of us.
     */
    private static final String SPARED =
            "(rolsuper OR rolreplication OR rolname IN (current_user, :observer))";

    /** A condition on pg_roles: who has to be locked. */
    static final String LOCKABLE = "rolcanlogin AND NOT " + SPARED;

    /**
     * A condition on pg_stat_activity: whose sessions have to end. Also those of roles that
     * somebody else has locked, or dropped, since they logged in.
     */
    static final String THEIR_SESSIONS =
            "a.usesysid NOT IN (SELECT oid FROM pg_catalog.pg_roles WHERE " + SPARED + ")";

    /** Our own commits wait for no standby: it may be the one that is gone. */
    private static final String WAIT_FOR_NOBODY = "SET synchronous_commit = local;\n";

    private static final String LOCK =
            """
            DO $$ DECLARE r name; BEGIN
              FOR r IN SELECT rolname FROM pg_catalog.pg_roles WHERE %s LOOP
                INSERT INTO rsvp_probe.locked (role, at) VALUES (r, pg_catalog.now())
                  ON CONFLICT DO NOTHING;
                EXECUTE pg_catalog.format('ALTER ROLE %%I NOLOGIN', r);
              END LOOP;
            END $$
            """;

    /** A role that was dropped since is only forgotten. */
    private static final String RELEASE =
            """
            DO $$ DECLARE r name; BEGIN
              FOR r IN SELECT rolname FROM pg_catalog.pg_roles
                  WHERE rolname IN (SELECT role FROM rsvp_probe.locked) LOOP
                EXECUTE pg_catalog.format('ALTER ROLE %I LOGIN', r);
              END LOOP;
              DELETE FROM rsvp_probe.locked;
            END $$
            """;

    private LockedRoles() {}

    /** The condition with the observer's name. */
    static String withObserver(String condition, Optional<String> observer) {
        return condition.replace(":observer", Sql.literal(observer.orElse("")));
    }

    /**
     * Locks all that can be, those that are locked already as well.
     *
     * @return how many are locked
     */
    static long lock(PostgresSession session, Optional<String> observer, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        session.run(WAIT_FOR_NOBODY + LOCK.formatted(withObserver(LOCKABLE, observer)), deadline);
        return count(session, deadline);
    }

    /**
     * Lets all in again that are locked.
     *
     * @return how many were
     */
    static long release(PostgresSession session, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        long locked = count(session, deadline);
        release(session, locked, deadline);
        return locked;
    }

    /**
     * The same, of one that was asked how many are.
     *
     * @param locked none needs nothing
     */
    static void release(PostgresSession session, long locked, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        if (locked > 0) {
            session.run(WAIT_FOR_NOBODY + RELEASE, deadline);
        }
    }

    /** Whether a fence of ours has locked some, and nobody can log in whom it would have locked. */
    static boolean fenceStands(
            PostgresSession session, Optional<String> observer, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        return count(session, deadline) > 0
                && session.row(
                                        withObserver(
                                                "SELECT pg_catalog.count(*) AS open FROM"
                                                        + " pg_catalog.pg_roles WHERE "
                                                        + LOCKABLE,
                                                observer),
                                        deadline)
                                .getLong("open")
                        == 0;
    }

    /** Whether we could ever lock one, as a column. */
    static String may() {
        return FenceRight.LOCKED_TABLE.privilege().question();
    }

    /**
     * How many are locked, as a column.
     *
     * @param may {@link #may}: otherwise there is no table to be asked
     */
    static String count(boolean may) {
        return may ? "(SELECT pg_catalog.count(*) FROM rsvp_probe.locked)" : "0::int8";
    }

    /** How many are locked; none where we never could lock one. */
    static long count(PostgresSession session, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        boolean may = session.row("SELECT %s AS may".formatted(may()), deadline).getBoolean("may");
        return may
                ? session.row("SELECT %s AS locked".formatted(count(true)), deadline)
                        .getLong("locked")
                : 0;
    }
}
