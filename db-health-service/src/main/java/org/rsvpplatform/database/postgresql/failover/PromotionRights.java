package org.rsvpplatform.database.postgresql.failover;

import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.rsvpplatform.database.postgresql.connection.PostgresSession;
import org.rsvpplatform.kit.act.command.GuardReport;
import org.rsvpplatform.kit.act.command.RunFailed;
import org.rsvpplatform.kit.act.failover.Succession;
import org.rsvpplatform.kit.time.Deadline;
import org.rsvpplatform.kit.time.Ticker;

/**
 * What a standby's administrator may do and sees: found out beforehand, and kept for a while, since
 * it takes a login.
 */
public final class PromotionRights {
    private static final String RIGHTS = "administrator may promote";
    private static final String STORE = "store is not older than the data";
    private static final Duration KEPT = Duration.ofSeconds(30);
    private static final Duration KEPT_WHEN_MISSING = Duration.ofSeconds(1);
    private static final Duration WITHIN = Duration.ofSeconds(1);

    /** Since 15, ALTER SYSTEM can be granted for one parameter; before, it takes a superuser. */
    private static final int GRANTABLE = 150_000;

    private static final String QUERY =
            """
            SELECT (SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user) AS super,
              pg_catalog.current_setting('server_version_num')::int AS version,
              pg_catalog.has_function_privilege('pg_promote(boolean,integer)', 'EXECUTE')
                AS promote,
              pg_catalog.has_function_privilege('pg_reload_conf()', 'EXECUTE') AS reload,
              coalesce(pg_catalog.has_table_privilege(
                pg_catalog.to_regclass('rsvp_probe.epoch'), 'SELECT'), false)
                AND coalesce(pg_catalog.has_table_privilege(
                pg_catalog.to_regclass('rsvp_probe.epoch'), 'INSERT'), false)
                AND coalesce(pg_catalog.has_table_privilege(
                pg_catalog.to_regclass('rsvp_probe.epoch'), 'UPDATE'), false) AS epoch
            """;

    private final Ticker ticker;
    private Found known;
    private Deadline knownUntil;

    /**
     * @param problem why nothing could be asked; null when it could
     * @param epoch the newest one of the group that the data has seen; 0 for none
     */
    private record Found(String problem, List<String> missing, long epoch) {}

    public PromotionRights(Ticker ticker) {
        this.ticker = ticker;
    }

    /** The rights as a guard. */
    GuardReport rights(Member member, String group) throws InterruptedException {
        Found found = found(member, group);
        String grants = "./rsvp providers:grants " + member.name();
        if (found.problem() != null) {
            return GuardReport.blocks(RIGHTS, found.problem(), grants);
        }
        return found.missing().isEmpty()
                ? GuardReport.holds(RIGHTS, "it has all rights that a promotion takes")
                : GuardReport.blocks(
                        RIGHTS, "it lacks " + String.join(", ", found.missing()), grants);
    }

    /** A store that was lost, or is an older copy, must not act: the data knows better. */
    GuardReport store(Member member, Succession succession) throws InterruptedException {
        Found found = found(member, succession.group());
        if (found.problem() != null) {
            return GuardReport.blocks(
                    STORE, found.problem(), "./rsvp providers:test " + member.name());
        }
        String evidence =
                "the data holds epoch %d, the store %d"
                        .formatted(found.epoch(), succession.epoch() - 1);
        return found.epoch() < succession.epoch()
                ? GuardReport.holds(STORE, evidence)
                : GuardReport.blocks(
                        STORE,
                        evidence + ": the store is older",
                        "put the service's own store back, or take the newer epoch over by hand");
    }

    private synchronized Found found(Member member, String group) throws InterruptedException {
        if (known == null || knownUntil.passed()) {
            known = asked(member, group);
            boolean well = known.problem() == null && known.missing().isEmpty();
            knownUntil = Deadline.in(well ? KEPT : KEPT_WHEN_MISSING, ticker);
        }
        return known;
    }

    private static Found asked(Member member, String group) throws InterruptedException {
        try {
            return member.asAdministrator(WITHIN, session -> asked(session, member, group));
        } catch (RunFailed e) {
            return new Found(e.getMessage(), List.of(), 0);
        }
    }

    private static Found asked(PostgresSession session, Member member, String group)
            throws ExecutionException, TimeoutException, InterruptedException {
        Deadline deadline = Deadline.in(WITHIN, member.ticker());
        Row row = session.row(QUERY, deadline);
        List<String> missing = new ArrayList<>();
        if (!row.getBoolean("promote")) {
            missing.add("EXECUTE on pg_promote");
        }
        if (!row.getBoolean("reload")) {
            missing.add("EXECUTE on pg_reload_conf");
        }
        if (!row.getBoolean("super") && !mayAlter(session, row.getInteger("version"), deadline)) {
            missing.add("ALTER SYSTEM on synchronous_standby_names");
        }
        if (!row.getBoolean("epoch")) {
            missing.add("SELECT, INSERT, UPDATE on rsvp_probe.epoch");
            return new Found(null, missing, 0);
        }
        return new Found(null, missing, DataEpoch.newest(session, group, deadline));
    }

    private static boolean mayAlter(PostgresSession session, int version, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        return version >= GRANTABLE
                && session.row(
                                "SELECT pg_catalog.has_parameter_privilege("
                                        + "'synchronous_standby_names', 'ALTER SYSTEM') AS may",
                                deadline)
                        .getBoolean("may");
    }
}
