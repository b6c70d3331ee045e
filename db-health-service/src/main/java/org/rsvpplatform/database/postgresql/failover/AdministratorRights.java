package org.rsvpplatform.database.postgresql.failover;

import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.rsvpplatform.database.failover.PromotionRights.Found;
import org.rsvpplatform.database.postgresql.connection.PostgresSession;
import org.rsvpplatform.kit.time.Deadline;

/** Whether an administrator may promote, and which epoch the data has seen. */
public final class AdministratorRights {
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

    private AdministratorRights() {}

    /** Asks as the administrator. */
    public static Found ask(PostgresSession session, String group, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
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
            return new Found(missing, List.of("SELECT, INSERT, UPDATE on rsvp_probe.epoch"), 0);
        }
        return new Found(missing, List.of(), DataEpoch.newest(session, group, deadline));
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
