package org.rsvpplatform.sandbox.mariadb;

import java.nio.file.Path;
import org.rsvpplatform.sandbox.database.ServerHome;

/** The text of a server's option file. */
final class MariadbSettings {
    /** Small, so that running out of connections is quick. */
    static final int MAX_CONNECTIONS = 30;

    /**
     * A folder for temporary tables of its own: a server that starts removes what it takes for the
     * leavings of an earlier one, and in a common folder that is another one's.
     */
    private static final String COMMON =
            """
            [mariadbd]
            basedir = %1$s
            lc_messages_dir = %1$s/share
            character_sets_dir = %1$s/share/charsets
            datadir = %2$s
            tmpdir = %7$s
            bind_address = 127.0.0.1
            socket =
            pid_file = %2$s/server.pid
            log_error = %3$s
            slow_query_log = ON
            slow_query_log_file = %4$s
            long_query_time = 0.5
            skip_name_resolve = ON
            max_connections = %5$d
            open_files_limit = 2000
            table_open_cache = 200

            log_bin = %6$s/binlog
            relay_log = %6$s/relay
            log_slave_updates = ON
            binlog_format = ROW
            sync_binlog = 1
            max_binlog_size = 16M
            max_binlog_total_size = 64M
            slave_connections_needed_for_purge = 0
            gtid_strict_mode = ON

            innodb_buffer_pool_size = 32M
            innodb_buffer_pool_dump_at_shutdown = OFF
            innodb_buffer_pool_load_at_startup = OFF
            innodb_log_group_home_dir = %6$s
            innodb_log_file_size = 8M
            innodb_data_file_path = ibdata1:4M:autoextend
            innodb_temp_data_file_path = ibtmp1:4M:autoextend
            innodb_autoextend_increment = 1
            innodb_undo_tablespaces = 0
            key_buffer_size = 1M
            aria_pagecache_buffer_size = 8M

            performance_schema = ON
            performance_schema_max_thread_instances = 80
            performance_schema_accounts_size = 10
            performance_schema_users_size = 10
            performance_schema_hosts_size = 0
            performance_schema_digests_size = 500
            performance_schema_events_statements_history_long_size = 200
            performance_schema_events_stages_history_long_size = 10
            performance_schema_events_waits_history_long_size = 10
            performance_schema_events_transactions_history_long_size = 10
            performance_schema_max_memory_classes = 0
            performance_schema_max_stage_classes = 0
            performance_schema_max_table_instances = 300
            performance_schema_max_table_handles = 300
            performance_schema_max_index_stat = 300
            performance_schema_max_mutex_instances = 2000
            performance_schema_max_rwlock_instances = 1000
            performance_schema_max_cond_instances = 300
            performance_schema_max_file_instances = 500
            performance_schema_max_metadata_locks = 500
            performance_schema_instrument = 'wait/lock/metadata/sql/mdl=ON'
            """;

    /** Without the port of administrators a full server would keep even us out. */
    private static final String SERVER =
            """
            port = %1$d
            extra_port = %2$d
            extra_max_connections = 5
            server_id = %3$d
            ssl_cert = %4$s
            ssl_key = %5$s
            slave_net_timeout = 4
            """;

    /**
     * What is the same in both roles, as each server may come to either.
     *
     * <p>Commits wait for the replica's receipt before they show (AFTER_SYNC), and go on waiting
     * when it is gone: a year is for ever, as with PostgreSQL's synchronous standby, which knows no
     * time-out. MariaDB's own default would let commits pass unprotected after 10 s.
     */
    private static final String REPLICATION =
            """
            rpl_semi_sync_master_wait_point = AFTER_SYNC
            rpl_semi_sync_master_wait_no_slave = ON
            rpl_semi_sync_master_timeout = 31536000000
            rpl_semi_sync_slave_enabled = ON
            """;

    private MariadbSettings() {}

    /** For making a template. */
    static String setup(MariadbBinaries binaries, ServerHome home) {
        return COMMON.formatted(
                binaries.home(),
                home.dataDirectory(),
                home.log(),
                slowLog(home),
                MAX_CONNECTIONS,
                home.walDisk(),
                home.folder());
    }

    /**
     * @param port for everyone
     * @param extraPort for administrators
     * @param number the server's own in replication
     * @param start what it is when it has started
     * @param more lines of a fault that needs a restart
     */
    static String conf(
            Instance instance, int port, int extraPort, int number, Role start, String more) {
        return setup(instance.binaries(), instance.home())
                + SERVER.formatted(
                        port, extraPort, number, instance.certificateFile(), instance.keyFile())
                + REPLICATION
                + start.options()
                + more;
    }

    static Path slowLog(ServerHome home) {
        return home.folder().resolve("slow.log");
    }
}
