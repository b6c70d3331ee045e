package org.rsvpplatform.database.mysql.connection;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a server says of itself in one round trip. Nothing here needs a privilege.
 *
 * @param version as the server calls itself
 * @param account which account the server takes us for, such as {@code rsvp@%}
 * @param client who and where it sees us, such as {@code rsvp@10.0.0.7}
 * @param beatSeen whether {@code rsvp_probe.beat} is there for our eyes
 * @param most how many connections our account may have, 0 for as many as there are
 * @param variables global variables by their name in lower case; those that a server lacks are not
 *     there
 * @param status global status by its name in lower case
 */
public record Survey(
        ServerVersion version,
        String account,
        String client,
        boolean beatSeen,
        long most,
        Map<String, String> variables,
        Map<String, String> status) {

    /**
     * What decides over logins and rights, and how often each statement that changes it was run.
     */
    private static final List<String> DECISIVE =
            List.of(
                    "max_connections",
                    "max_user_connections",
                    "init_connect",
                    "require_secure_transport",
                    "skip_name_resolve",
                    "Com_alter_db",
                    "Com_alter_user",
                    "Com_alter_role",
                    "Com_create_role",
                    "Com_create_user",
                    "Com_drop_db",
                    "Com_drop_role",
                    "Com_drop_user",
                    "Com_flush",
                    "Com_grant",
                    "Com_grant_role",
                    "Com_grant_roles",
                    "Com_rename_user",
                    "Com_revoke",
                    "Com_revoke_all",
                    "Com_revoke_role",
                    "Com_revoke_roles",
                    "Com_alter_user_default_role",
                    "Com_set_password");

    static final String QUERY =
            """
            SELECT version() AS version, current_user() AS account, user() AS client,
                @@session.max_user_connections AS most,
                (SELECT count(*) FROM information_schema.tables
                    WHERE table_schema = 'rsvp_probe' AND table_name = 'beat') AS beat;
            SHOW GLOBAL VARIABLES WHERE Variable_name IN ('read_only', 'super_read_only',
                'innodb_read_only', 'max_connections', 'datadir', 'pid_file', 'log_bin',
                'log_bin_basename', 'innodb_log_group_home_dir',
                'gtid_binlog_pos', 'gtid_current_pos', 'gtid_slave_pos', 'gtid_executed',
                'rpl_semi_sync_master_enabled', 'rpl_semi_sync_source_enabled',
                'rpl_semi_sync_master_timeout', 'rpl_semi_sync_source_timeout',
                'slave_net_timeout', 'replica_net_timeout', 'wsrep_on',
                'require_secure_transport', 'skip_name_resolve', 'max_user_connections',
                'init_connect', 'extra_port');
            SHOW GLOBAL STATUS WHERE Variable_name IN ('Threads_connected', 'Slave_running',
                'Slaves_running', 'Slave_heartbeat_period', 'Slave_received_heartbeats',
                'Rpl_semi_sync_master_status', 'Rpl_semi_sync_source_status',
                'Rpl_semi_sync_master_clients', 'Rpl_semi_sync_source_clients',
                'Rpl_semi_sync_master_wait_sessions', 'Rpl_semi_sync_source_wait_sessions',
                'Rpl_semi_sync_master_yes_tx', 'Rpl_semi_sync_source_yes_tx',
                'Slaves_connected', 'Uptime', 'Com_alter_db', 'Com_alter_role',
                'Com_alter_user', 'Com_alter_user_default_role', 'Com_create_role',
                'Com_create_user', 'Com_drop_db', 'Com_drop_role', 'Com_drop_user', 'Com_flush',
                'Com_grant', 'Com_grant_role', 'Com_grant_roles', 'Com_rename_user', 'Com_revoke',
                'Com_revoke_all', 'Com_revoke_role', 'Com_revoke_roles', 'Com_set_password')
            """;

    static Survey of(RowSet<Row> rows) {
        Row first = rows.iterator().next();
        RowSet<Row> variables = rows.next();
        return new Survey(
                ServerVersion.parse(first.getString("version")),
                first.getString("account"),
                first.getString("client"),
                first.getLong("beat") > 0,
                first.getLong("most"),
                pairs(variables),
                pairs(variables.next()));
    }

    private static Map<String, String> pairs(RowSet<Row> rows) {
        Map<String, String> pairs = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (Row row : rows) {
            if (row.getString(1) != null) {
                pairs.put(row.getString(0), row.getString(1));
            }
        }
        return pairs;
    }

    /** The first of these global variables that the server has. */
    public Optional<String> variable(String... names) {
        return first(variables, names);
    }

    /** The first of these that the server's status has. */
    public Optional<String> status(String... names) {
        return first(status, names);
    }

    private static Optional<String> first(Map<String, String> values, String... names) {
        for (String name : names) {
            if (values.containsKey(name)) {
                return Optional.of(values.get(name));
            }
        }
        return Optional.empty();
    }

    /** A number of the status, 0 when the server has none. */
    public long count(String... names) {
        return status(names)
                .filter(text -> text.matches("\\d{1,18}"))
                .map(Long::parseLong)
                .orElse(0L);
    }

    /** Whether a switch is on; MariaDB 12 has more words than two for read_only. */
    public boolean on(String... names) {
        return variable(names)
                .filter(value -> !value.equalsIgnoreCase("OFF") && !value.equals("0"))
                .isPresent();
    }

    /** Whether ordinary users may only read, and by which setting. */
    public Optional<String> readOnly() {
        for (String name : new String[] {"innodb_read_only", "super_read_only", "read_only"}) {
            if (on(name)) {
                return Optional.of(name);
            }
        }
        return Optional.empty();
    }

    /**
     * The transactions that are committed here, its own and those of its sources; empty where a
     * server does not number them.
     */
    public Optional<Gtids> position() {
        return position("gtid_current_pos", "gtid_executed");
    }

    /** The same of a replica, which has received them. */
    public Optional<Gtids> received() {
        return position("gtid_current_pos", "gtid_slave_pos", "gtid_executed");
    }

    private Optional<Gtids> position(String... names) {
        return Arrays.stream(names)
                .flatMap(name -> variable(name).stream())
                .filter(text -> !text.isBlank())
                .findFirst()
                .map(Gtids::parse);
    }

    /**
     * A mark of what decides over logins: it is another one as soon as accounts, rights or the
     * settings of logins have changed.
     */
    String logins() {
        return DECISIVE.stream()
                .map(name -> variable(name).or(() -> status(name)).orElse(""))
                .collect(Collectors.joining(" "));
    }

    /** Of the connections that all may have, 0 when the server does not say. */
    public long mostConnections() {
        return variable("max_connections").map(Long::parseLong).orElse(0L);
    }

    /** MariaDB's second port, which has room of its own for administrators. */
    public OptionalInt extraPort() {
        return variable("extra_port").stream()
                .mapToInt(Integer::parseInt)
                .filter(port -> port > 0)
                .findFirst();
    }

    /** The part of our own address in {@link #client}. */
    public String clientHost() {
        return client.substring(client.lastIndexOf('@') + 1);
    }

    /** The variable that switches it on and off: its name depends on the plugin. */
    public Optional<String> semiSyncSwitch() {
        return Stream.of("rpl_semi_sync_master_enabled", "rpl_semi_sync_source_enabled")
                .filter(variables::containsKey)
                .findFirst();
    }

    /** Semi-synchronous replication: what commits wait for. */
    public SemiSync semiSync() {
        return new SemiSync(
                on("rpl_semi_sync_master_enabled", "rpl_semi_sync_source_enabled"),
                status("Rpl_semi_sync_master_status", "Rpl_semi_sync_source_status")
                        .filter("ON"::equalsIgnoreCase)
                        .isPresent(),
                count("Rpl_semi_sync_master_clients", "Rpl_semi_sync_source_clients"),
                count("Slaves_connected"),
                count("Rpl_semi_sync_master_wait_sessions", "Rpl_semi_sync_source_wait_sessions"),
                count("Rpl_semi_sync_master_yes_tx", "Rpl_semi_sync_source_yes_tx"),
                variable("rpl_semi_sync_master_timeout", "rpl_semi_sync_source_timeout")
                        .map(Long::parseLong)
                        .orElse(0L));
    }

    /**
     * What commits wait for.
     *
     * @param enabled whether it is wanted
     * @param working whether it goes on; it stops by itself when no replica answers in time
     * @param replicas how many replicas take part
     * @param connected how many replicas are connected, these among them; MySQL does not say, and
     *     it is 0 there
     * @param waiting sessions whose commit waits for an answer
     * @param answered commits that a replica has confirmed, ever
     * @param timeoutMillis how long one waits before all go on without
     */
    public record SemiSync(
            boolean enabled,
            boolean working,
            long replicas,
            long connected,
            long waiting,
            long answered,
            long timeoutMillis) {
        /** Whether commits wait, and no replica takes part that could confirm them. */
        public boolean lacksReplica() {
            return working && replicas == 0;
        }

        /** Replicas that receive, and confirm nothing. */
        public long silent() {
            return Math.max(0, connected - replicas);
        }
    }
}
