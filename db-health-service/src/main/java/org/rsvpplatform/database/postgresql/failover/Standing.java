package org.rsvpplatform.database.postgresql.failover;

import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.rsvpplatform.database.failover.Stance;
import org.rsvpplatform.database.postgresql.connection.Survey;
import org.rsvpplatform.database.postgresql.connection.SynchronousNames;
import org.rsvpplatform.kit.time.DurationText;

/**
 * How a server stands in its pair, asked twice a second with the observer's login.
 *
 * @param systemIdentifier the same for a primary and all that were copied from it
 * @param inRecovery true on a standby
 * @param timeline that a primary writes, and that a standby receives or has replayed; the last
 *     checkpoint of a primary may be of the one before, for minutes after its promotion
 * @param written bytes of log since its beginning: on a primary those that were inserted, on a
 *     standby those that were received; empty when nothing was
 * @param replayed on a standby; empty on a primary
 * @param commits what a commit waits for
 * @param applicationName what a primary knows it by when it is a standby
 * @param receiver how a standby hears its primary; empty when no receiver runs
 * @param retry how long a promotion may wait for a receiver that has just ended
 * @param settings becomes another one when who may log in, or do what, may have changed
 */
public record Standing(
        String systemIdentifier,
        boolean inRecovery,
        int timeline,
        OptionalLong written,
        OptionalLong replayed,
        Commits commits,
        String applicationName,
        Optional<Receiver> receiver,
        Duration retry,
        String settings)
        implements Stance {
    /** Neither can stand in an application_name: the server keeps printable characters alone. */
    private static final String STATE = "\t";

    private static final String NEXT = "\n";

    /** Two standbys of one name: whichever is waited for, nobody knows which. */
    private static final String SEVERAL = "several";

    private static final Set<String> WAITED_FOR = Set.of("sync", "quorum");

    @Override
    public boolean takesWrites() {
        return !inRecovery;
    }

    @Override
    public OptionalLong logged() {
        return written;
    }

    @Override
    public boolean follows() {
        return inRecovery;
    }

    @Override
    public Map<String, String> memory() {
        if (inRecovery) {
            return Map.of();
        }
        Map<String, String> memory = new TreeMap<>();
        memory.put("systemIdentifier", systemIdentifier);
        memory.put("timeline", Integer.toString(timeline));
        memory.put("names", commits.names());
        memory.put("level", commits.level());
        memory.put("lowered", commits.lowered());
        memory.put("standbys", commits.told());
        memory.put("applicationName", applicationName);
        return memory;
    }

    /** A primary as it was remembered. */
    public static Standing recalled(Map<String, String> memory) {
        return new Standing(
                memory.get("systemIdentifier"),
                false,
                Integer.parseInt(memory.get("timeline")),
                OptionalLong.empty(),
                OptionalLong.empty(),
                new Commits(
                        memory.get("names"),
                        memory.get("level"),
                        memory.getOrDefault("lowered", ""),
                        standbys(memory.get("standbys"))),
                memory.get("applicationName"),
                Optional.empty(),
                Duration.ZERO,
                "");
    }

    /**
     * @param names synchronous_standby_names
     * @param level synchronous_commit as it is unless a session changes it
     * @param lowered roles and databases whose sessions begin with a lower one; empty for none
     * @param standbys sync_state by application_name, of those that are connected
     */
    public record Commits(
            String names, String level, String lowered, Map<String, String> standbys) {
        private String told() {
            return standbys.entrySet().stream()
                    .map(standby -> standby.getKey() + STATE + standby.getValue())
                    .sorted()
                    .collect(Collectors.joining(NEXT));
        }

        /** Whether no commit of an ordinary session is acknowledged before this standby has it. */
        public boolean waitFor(String standby) {
            return SynchronousNames.parse(names).needs(standby)
                    && (level.equals("on") || level.equals("remote_apply"))
                    && lowered.isEmpty()
                    && WAITED_FOR.contains(standbys.getOrDefault(standby, ""));
        }
    }

    /**
     * @param status null for an observer who may not see it
     * @param silence since the primary's last message
     */
    public record Receiver(String status, String sender, Duration silence) {
        /** Whether it is there, and nothing is known of it. */
        boolean isHidden() {
            return status == null;
        }
    }

    /**
     * What moves. The message is a little log that a standby receives: an idle primary does not
     * look frozen. pg_monitor may read all of it.
     */
    static final String MOVING =
            """
            SELECT pg_catalog.pg_is_in_recovery() AS recovery,
              CASE WHEN pg_catalog.pg_is_in_recovery()
                THEN (coalesce(pg_catalog.pg_last_wal_receive_lsn(),
                    pg_catalog.pg_last_wal_replay_lsn()) - '0/0'::pg_lsn)::int8
                ELSE (pg_catalog.pg_logical_emit_message(false, 'rsvp', '') - '0/0'::pg_lsn)::int8
              END AS written,
              CASE WHEN pg_catalog.pg_is_in_recovery()
                THEN (pg_catalog.pg_last_wal_replay_lsn() - '0/0'::pg_lsn)::int8 END AS replayed,
              pg_catalog.current_setting('synchronous_standby_names') AS names,
              pg_catalog.current_setting('synchronous_commit') AS level,
              %s AS settings,
              (SELECT pg_catalog.string_agg(application_name || E'\\t' || sync_state, E'\\n')
                FROM pg_catalog.pg_stat_replication) AS standbys,
              r.pid, r.status, r.sender, r.silent
            FROM (SELECT 1) one LEFT JOIN (
              SELECT pid, status, sender_host || ':' || sender_port AS sender,
                extract(epoch FROM pg_catalog.clock_timestamp() - last_msg_receipt_time)::float8
                  AS silent
              FROM pg_catalog.pg_stat_wal_receiver) r ON true
            """
                    .formatted(Survey.DECISIVE);

    /**
     * The timeline that a primary writes, as the names of its files have it: that of its last
     * checkpoint may be the one before.
     */
    static final String TIMELINE_NAME =
            "pg_catalog.substring(pg_catalog.pg_walfile_name("
                    + "pg_catalog.pg_current_wal_insert_lsn()), 1, 8)";

    /** The same as a number. */
    static final String TIMELINE = "('x' || " + TIMELINE_NAME + ")::bit(32)::int4";

    /** What stays, but for a promotion or a changed setting: it costs more than the rest. */
    static final String STAYING =
            """
            SELECT (SELECT system_identifier::text FROM pg_catalog.pg_control_system()) AS system,
              CASE WHEN pg_catalog.pg_is_in_recovery()
                THEN greatest((SELECT timeline_id FROM pg_catalog.pg_control_checkpoint()),
                    (SELECT received_tli FROM pg_catalog.pg_stat_wal_receiver))
                ELSE %s
              END AS timeline,
              coalesce(
                pg_catalog.substring(pg_catalog.current_setting('primary_conninfo'),
                  'application_name=''?([^'' ]+)'),
                nullif(pg_catalog.current_setting('cluster_name'), ''), 'walreceiver') AS name,
              pg_catalog.current_setting('wal_retrieve_retry_interval') AS retry,
              coalesce((SELECT pg_catalog.string_agg(coalesce(nullif(pg_catalog.concat_ws(' in ',
                    'role ' || r.rolname, 'database ' || d.datname), ''), 'all roles'), ', ')
                FROM pg_catalog.pg_db_role_setting s
                LEFT JOIN pg_catalog.pg_roles r ON r.oid = s.setrole
                LEFT JOIN pg_catalog.pg_database d ON d.oid = s.setdatabase
                WHERE EXISTS (SELECT FROM pg_catalog.unnest(s.setconfig) AS c(setting)
                    WHERE setting ILIKE 'synchronous_commit=%%'
                      AND setting !~* '=(on|remote_apply|true|yes|1)$')), '') AS lowered
            """
                    .formatted(TIMELINE);

    static Standing of(Row moving, Row staying) {
        return new Standing(
                staying.getString("system"),
                moving.getBoolean("recovery"),
                staying.getInteger("timeline"),
                number(moving, "written"),
                number(moving, "replayed"),
                new Commits(
                        moving.getString("names"),
                        moving.getString("level"),
                        staying.getString("lowered"),
                        standbys(moving.getString("standbys"))),
                staying.getString("name"),
                Optional.ofNullable(moving.getInteger("pid"))
                        .map(
                                _ ->
                                        new Receiver(
                                                moving.getString("status"),
                                                moving.getString("sender"),
                                                seconds(moving.getDouble("silent")))),
                time(staying.getString("retry")),
                moving.getString("settings"));
    }

    /** Source: PostgreSQL manual, 20.1: a setting's units are ms, s, min, h and d. */
    private static Duration time(String setting) {
        return DurationText.parse(setting.replace("min", "m"))
                .orElseThrow(() -> new IllegalStateException("no time: " + setting));
    }

    private static OptionalLong number(Row row, String column) {
        Long value = row.getLong(column);
        return value == null ? OptionalLong.empty() : OptionalLong.of(value);
    }

    private static Duration seconds(Double value) {
        return value == null ? Duration.ZERO : Duration.ofNanos(Math.round(value * 1e9));
    }

    private static Map<String, String> standbys(String text) {
        Map<String, String> standbys = new LinkedHashMap<>();
        if (text != null && !text.isEmpty()) {
            Arrays.stream(text.split(NEXT))
                    .map(pair -> pair.split(STATE, 2))
                    .filter(pair -> pair.length == 2)
                    .forEach(pair -> standbys.merge(pair[0], pair[1], (_, _) -> SEVERAL));
        }
        return standbys;
    }
}
