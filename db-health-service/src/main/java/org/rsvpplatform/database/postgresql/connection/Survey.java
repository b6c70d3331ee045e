package org.rsvpplatform.database.postgresql.connection;

import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a server says of itself in one round trip. Nothing here needs a privilege: of other roles'
 * sessions the server shows only that they are there.
 *
 * @param version such as {@code 15.18}
 * @param backendPid the process that serves this session, on the server's host
 * @param clientAddress where the server sees us, empty for a local socket
 * @param logins a mark of what decides over logins: it is another one as soon as the server has
 *     read its files anew, or roles, their settings, databases, schemas or rights have changed here
 * @param inRecovery true on a standby
 * @param readOnly whether new transactions may only read
 * @param readOnlySource where {@code default_transaction_read_only} is set
 * @param rights what our user may do
 */
public record Survey(
        String version,
        int backendPid,
        Optional<String> clientAddress,
        String logins,
        boolean inRecovery,
        boolean readOnly,
        String readOnlySource,
        Rights rights,
        Connections connections,
        Commits commits,
        Replay replay) {

    /**
     * Connections of clients.
     *
     * @param most what is left of max_connections for ordinary users
     */
    public record Connections(int used, int most) {
        public int percent() {
            return most == 0 ? 100 : (int) (100L * used / most);
        }
    }

    /**
     * What commits on a primary wait for.
     *
     * @param synchronousNames {@code synchronous_standby_names}, empty when they wait for nobody
     * @param streaming application names of the standbys that are connected
     * @param waits of sessions of our own role
     */
    public record Commits(String synchronousNames, List<String> streaming, Waits waits) {
        public boolean synchronous() {
            return !synchronousNames.isBlank();
        }

        /** Whether enough of the standbys are connected that commits wait for. */
        public boolean enoughStream() {
            return SynchronousNames.parse(synchronousNames).enough(streaming);
        }
    }

    /**
     * How a standby follows.
     *
     * @param receiverPid the process that receives, empty when there is none
     * @param behindBytes received and not replayed yet
     * @param behindSeconds age of the last transaction replayed, 0 when all is replayed
     */
    public record Replay(
            OptionalInt receiverPid, boolean paused, long behindBytes, double behindSeconds) {}

    /**
     * Since then statistics are in shared memory. Before, a process wrote them to a file for
     * whoever asked, and on a full disk the question waits for ten seconds. Source: release notes
     * of PostgreSQL 15.
     */
    static final int COUNTS_IN_MEMORY = 150_000;

    /**
     * An expression that becomes another one as soon as a file of settings was read, or a role, its
     * settings, a database, a schema or a right was changed.
     */
    public static final String DECISIVE =
            """
            pg_catalog.pg_conf_load_time() || ' ' || CASE
                WHEN pg_catalog.current_setting('server_version_num')::int < %d THEN 0
                ELSE (SELECT pg_catalog.sum(pg_catalog.pg_stat_get_tuples_updated(oid)
                    + CASE WHEN oid = 'pg_catalog.pg_class'::regclass THEN 0 ELSE
                        pg_catalog.pg_stat_get_tuples_inserted(oid)
                        + pg_catalog.pg_stat_get_tuples_deleted(oid) END)
                FROM pg_catalog.unnest(ARRAY['pg_catalog.pg_authid'::regclass,
                    'pg_catalog.pg_auth_members', 'pg_catalog.pg_db_role_setting',
                    'pg_catalog.pg_database', 'pg_catalog.pg_namespace',
                    'pg_catalog.pg_class']) AS decisive(oid)) END\
            """
                    .formatted(COUNTS_IN_MEMORY);

    static final String QUERY =
            """
            WITH clients AS (
                SELECT pid, wait_event, query_start FROM pg_catalog.pg_stat_activity
                WHERE usesysid IS NOT NULL AND datid IS NOT NULL
                    AND coalesce(backend_type, 'client backend') = 'client backend'
            ), waiting AS (
                SELECT pid, query_start FROM clients WHERE wait_event = 'SyncRep'
            )
            SELECT current_setting('server_version') AS version,
                pg_backend_pid() AS backend_pid,
                host(inet_client_addr()) AS client_address,
                %s AS logins,
                pg_is_in_recovery() AS in_recovery,
                current_setting('default_transaction_read_only') = 'on' AS read_only,
                CASE WHEN current_setting('default_transaction_read_only') = 'on' THEN
                    (SELECT source FROM pg_catalog.pg_settings
                        WHERE name = 'default_transaction_read_only') END AS read_only_source,
                (SELECT count(*)::int FROM clients) AS used,
                current_setting('max_connections')::int
                    - current_setting('superuser_reserved_connections')::int
                    - coalesce(current_setting('reserved_connections', true), '0')::int AS most,
                current_setting('synchronous_standby_names') AS synchronous_names,
                (SELECT string_agg(application_name, ',') FROM pg_catalog.pg_stat_replication)
                    AS streaming,
                %s,
                (SELECT pid FROM pg_catalog.pg_stat_wal_receiver) AS receiver_pid,
                CASE WHEN pg_is_in_recovery() THEN pg_is_wal_replay_paused() ELSE false END
                    AS paused,
                coalesce(pg_wal_lsn_diff(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn()), 0)
                    ::bigint AS behind_bytes,
                CASE WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() THEN 0
                    ELSE coalesce(extract(epoch FROM
                        clock_timestamp() - pg_last_xact_replay_timestamp()), 0) END::float8
                    AS behind_seconds
            """
                    .formatted(DECISIVE, Waits.COLUMNS);

    static Survey of(Row row, Rights rights) {
        Integer receiver = row.getInteger("receiver_pid");
        return new Survey(
                row.getString("version"),
                row.getInteger("backend_pid"),
                Optional.ofNullable(row.getString("client_address")),
                row.getString("logins"),
                row.getBoolean("in_recovery"),
                row.getBoolean("read_only"),
                row.getString("read_only_source"),
                rights,
                new Connections(row.getInteger("used"), row.getInteger("most")),
                new Commits(
                        row.getString("synchronous_names"),
                        list(row.getString("streaming"), ","),
                        Waits.of(row)),
                new Replay(
                        receiver == null ? OptionalInt.empty() : OptionalInt.of(receiver),
                        row.getBoolean("paused"),
                        row.getLong("behind_bytes"),
                        row.getDouble("behind_seconds")));
    }

    static List<String> list(String joined, String separator) {
        return joined == null || joined.isEmpty() ? List.of() : List.of(joined.split(separator));
    }
}
