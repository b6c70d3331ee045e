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
import org.rsvpplatform.kit.time.Deadline;
import org.rsvpplatform.kit.time.Ticker;

/**
 * Whether a standby's administrator may do what a promotion takes: found out beforehand, and kept
 * for a while, since it takes a login.
 */
public final class PromotionRights {
    private static final String NAME = "administrator may promote";
    private static final Duration KEPT = Duration.ofSeconds(30);
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
    private GuardReport known;
    private Deadline knownUntil;

    public PromotionRights(Ticker ticker) {
        this.ticker = ticker;
    }

    synchronized GuardReport look(Member member) throws InterruptedException {
        if (known == null || knownUntil.passed()) {
            known = asked(member);
            knownUntil = Deadline.in(KEPT, ticker);
        }
        return known;
    }

    private static GuardReport asked(Member member) throws InterruptedException {
        List<String> missing;
        try {
            missing = member.asAdministrator(WITHIN, session -> missing(session, member));
        } catch (RunFailed e) {
            return GuardReport.blocks(
                    NAME, e.getMessage(), "./rsvp providers:grants " + member.name());
        }
        return missing.isEmpty()
                ? GuardReport.holds(NAME, "it has all rights that a promotion takes")
                : GuardReport.blocks(
                        NAME,
                        "it lacks " + String.join(", ", missing),
                        "./rsvp providers:grants " + member.name());
    }

    private static List<String> missing(PostgresSession session, Member member)
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
        if (!row.getBoolean("epoch")) {
            missing.add("SELECT, INSERT, UPDATE on rsvp_probe.epoch");
        }
        if (!row.getBoolean("super") && !mayAlter(session, row.getInteger("version"), deadline)) {
            missing.add("ALTER SYSTEM on synchronous_standby_names");
        }
        return missing;
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
