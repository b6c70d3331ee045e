package org.rsvpplatform.database.mysql.failover;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.rsvpplatform.database.failover.Stance;
import org.rsvpplatform.database.mysql.connection.Gtids;

/**
 * How a MariaDB server stands in its pair, asked twice a second with the observer's login.
 *
 * @param readOnly whether ordinary users may only read
 * @param setSince whether somebody has set {@code read_only} since it was started
 * @param written the transactions in its binary log, those of others included
 * @param commits what a commit waits for
 * @param sources what it replicates from; none for a primary
 */
public record Standing(
        long serverId,
        boolean readOnly,
        boolean setSince,
        Gtids written,
        Commits commits,
        List<Source> sources)
        implements Stance {

    @Override
    public boolean takesWrites() {
        return !readOnly;
    }

    /** Whether its option files let it take writes as soon as it is started. */
    boolean startsWritable() {
        return !readOnly && !setSince;
    }

    /** Whether it takes no writes only because it was started so, and is nobody's replica. */
    public boolean waits() {
        return readOnly && !setSince && !follows();
    }

    @Override
    public OptionalLong logged() {
        return OptionalLong.of(written.total());
    }

    @Override
    public boolean follows() {
        return !sources.isEmpty();
    }

    @Override
    public String settings() {
        return "read_only " + readOnly;
    }

    @Override
    public Map<String, String> memory() {
        if (readOnly || follows()) {
            return Map.of();
        }
        Map<String, String> memory = new TreeMap<>();
        memory.put("serverId", Long.toString(serverId));
        memory.put("startsWritable", Boolean.toString(startsWritable()));
        memory.put("enabled", Boolean.toString(commits.enabled()));
        memory.put("working", Boolean.toString(commits.working()));
        memory.put("afterSync", Boolean.toString(commits.afterSync()));
        memory.put("timeout", commits.timeout().toString());
        memory.put("evenAlone", Boolean.toString(commits.evenAlone()));
        memory.put("replicas", Long.toString(commits.replicas()));
        return memory;
    }

    /** A primary as it was remembered. */
    public static Standing recalled(Map<String, String> memory) {
        return new Standing(
                Long.parseLong(memory.get("serverId")),
                false,
                !Boolean.parseBoolean(memory.get("startsWritable")),
                Gtids.parse(""),
                new Commits(
                        Boolean.parseBoolean(memory.get("enabled")),
                        Boolean.parseBoolean(memory.get("working")),
                        Boolean.parseBoolean(memory.get("afterSync")),
                        Duration.parse(memory.get("timeout")),
                        Boolean.parseBoolean(memory.get("evenAlone")),
                        Long.parseLong(memory.get("replicas"))),
                List.of());
    }

    /**
     * Semi-synchronous replication.
     *
     * @param afterSync whether a commit shows only after a replica's receipt
     * @param timeout after which commits no longer wait
     * @param evenAlone whether commits go on waiting when no replica is connected
     * @param replicas that take part
     */
    public record Commits(
            boolean enabled,
            boolean working,
            boolean afterSync,
            Duration timeout,
            boolean evenAlone,
            long replicas) {}

    /**
     * One server that this one replicates from.
     *
     * @param hears whether its receiving thread is connected
     * @param applies whether its applying thread runs
     * @param delay by which it applies later on purpose
     * @param received the transactions that it has got
     * @param confirms whether commits may wait for its receipt
     * @param heartbeat how often an idle source sends a sign of life; zero for never
     * @param silence since something came; what was never seen to change counts from the first look
     */
    public record Source(
            long serverId,
            boolean hears,
            boolean applies,
            Duration delay,
            Gtids received,
            boolean confirms,
            Duration heartbeat,
            Duration silence) {}

    /** Sources: SHOW ALL SLAVES STATUS takes SLAVE MONITOR; the variables are for everybody. */
    static final String QUERY =
            """
            SELECT @@global.server_id AS id, @@global.read_only AS read_only,
                @@global.gtid_binlog_pos AS written, @@global.gtid_slave_pos AS applied,
                @@global.rpl_semi_sync_master_enabled AS enabled,
                @@global.rpl_semi_sync_master_wait_point AS wait_point,
                @@global.rpl_semi_sync_master_wait_no_slave AS alone,
                @@global.rpl_semi_sync_master_timeout AS timeout,
                (SELECT GLOBAL_VALUE_ORIGIN FROM information_schema.SYSTEM_VARIABLES
                    WHERE VARIABLE_NAME = 'READ_ONLY') AS origin;
            SHOW GLOBAL STATUS WHERE Variable_name IN ('Rpl_semi_sync_master_status',
                'Rpl_semi_sync_master_clients', 'Rpl_semi_sync_slave_status');
            SHOW ALL SLAVES STATUS
            """;

    /**
     * @param silence how long nothing has come from a source, by what its connection says of itself
     */
    static Standing of(RowSet<Row> answer, SourceSilence silence) {
        Row row = answer.iterator().next();
        RowSet<Row> second = answer.next();
        Map<String, String> status = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        second.forEach(line -> status.put(line.getString(0), line.getString(1)));
        boolean readOnly = on(row.getValue("read_only"));
        Gtids applied = Gtids.parse(row.getString("applied"));
        boolean confirms = on(status.get("Rpl_semi_sync_slave_status"));
        return new Standing(
                row.getLong("id"),
                readOnly,
                // Until a restart, that is: then it is as its option files say again.
                "SQL".equals(row.getString("origin")),
                Gtids.parse(row.getString("written")).and(applied),
                new Commits(
                        on(row.getValue("enabled")),
                        on(status.get("Rpl_semi_sync_master_status")),
                        "AFTER_SYNC".equals(row.getString("wait_point")),
                        Duration.ofMillis(row.getLong("timeout")),
                        on(row.getValue("alone")),
                        number(status.getOrDefault("Rpl_semi_sync_master_clients", "0"))),
                sources(second.next(), applied, confirms, silence));
    }

    private static List<Source> sources(
            RowSet<Row> rows, Gtids applied, boolean confirms, SourceSilence silence) {
        return rows.stream()
                .map(
                        row ->
                                new Source(
                                        number(text(row, "Master_Server_Id")),
                                        "Yes".equals(text(row, "Slave_IO_Running")),
                                        "Yes".equals(text(row, "Slave_SQL_Running")),
                                        Duration.ofSeconds(number(text(row, "SQL_Delay"))),
                                        Gtids.parse(text(row, "Gtid_IO_Pos")).and(applied),
                                        confirms,
                                        seconds(text(row, "Slave_heartbeat_period")),
                                        silence.of(
                                                text(row, "Connection_name"),
                                                String.join(
                                                        " ",
                                                        text(row, "Slave_received_heartbeats"),
                                                        text(row, "Master_Log_File"),
                                                        text(row, "Read_Master_Log_Pos"),
                                                        text(row, "Gtid_IO_Pos")))))
                .toList();
    }

    private static String text(Row row, String column) {
        return Optional.ofNullable(row.getValue(column)).map(Object::toString).orElse("");
    }

    private static long number(String text) {
        return text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
    }

    private static Duration seconds(String text) {
        return text.matches("\\d{1,9}(\\.\\d{1,9})?")
                ? Duration.ofMillis(Math.round(Double.parseDouble(text) * 1000))
                : Duration.ZERO;
    }

    private static boolean on(Object value) {
        return value != null
                && !value.toString().equals("0")
                && !value.toString().equalsIgnoreCase("OFF");
    }

    /** Its only source; empty for a primary, and for one that has several. */
    Optional<Source> source() {
        return sources.size() == 1 ? Optional.of(sources.getFirst()) : Optional.empty();
    }
}
