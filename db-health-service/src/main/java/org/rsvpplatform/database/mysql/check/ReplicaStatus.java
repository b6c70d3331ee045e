package org.rsvpplatform.database.mysql.check;

import io.vertx.sqlclient.Row;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.rsvpplatform.database.mysql.connection.Gtids;

/**
 * How a replica says it is. Sources: SHOW REPLICA STATUS of MySQL, SHOW ALL SLAVES STATUS of
 * MariaDB, which still has its columns' old names.
 *
 * @param receiver the state of the thread that receives: {@code Yes}, {@code No}, {@code
 *     Connecting}, {@code Preparing}
 * @param applier the state of the thread that applies: {@code Yes} or {@code No}
 * @param secondsBehind empty where it is NULL
 * @param received what the receiver has got
 */
public record ReplicaStatus(
        String sourceHost,
        String sourcePort,
        String receiver,
        String applier,
        Trouble receiverTrouble,
        Trouble applierTrouble,
        Optional<Long> secondsBehind,
        Gtids received) {

    /**
     * The last error of a thread; number 0 is none. Its message may quote the statement that failed
     * and the values of a row: these belong to the platform's guests and are not shown.
     */
    public record Trouble(long number, String message) {
        private static final int MOST_TOLD = 300;
        private static final Pattern STATEMENT = Pattern.compile("(?s)Query: '.*");
        private static final Pattern VALUE =
                Pattern.compile(
                        "(?s)((?:Duplicate entry|value:) ')(?:.*(?=' for"
                                + " (?:key|column|function))|.*)");

        public Trouble {
            message =
                    VALUE.matcher(STATEMENT.matcher(message).replaceFirst("(statement not shown)"))
                            .replaceFirst("$1…");
            message =
                    message.length() <= MOST_TOLD
                            ? message
                            : message.substring(0, MOST_TOLD - 1) + "…";
        }

        @Override
        public String toString() {
            return "error %d: %s".formatted(number, message);
        }
    }

    /** A server that replicates from nobody. */
    static ReplicaStatus absent() {
        Trouble none = new Trouble(0, "");
        return new ReplicaStatus("", "", "", "", none, none, Optional.empty(), Gtids.parse(""));
    }

    boolean follows() {
        return !receiver.isEmpty();
    }

    static ReplicaStatus of(Row row) {
        Map<String, String> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (int i = 0; i < row.size(); i++) {
            Object value = row.getValue(i);
            if (value != null) {
                fields.put(
                        row.getColumnName(i).replaceFirst("^Slave_", "Replica_"), value.toString());
            }
        }
        return new ReplicaStatus(
                either(fields, "Source_Host", "Master_Host"),
                either(fields, "Source_Port", "Master_Port"),
                either(fields, "Replica_IO_Running", "-"),
                either(fields, "Replica_SQL_Running", "-"),
                trouble(fields, "IO"),
                trouble(fields, "SQL"),
                Optional.of(either(fields, "Seconds_Behind_Source", "Seconds_Behind_Master"))
                        .filter(text -> text.matches("\\d{1,18}"))
                        .map(Long::parseLong),
                Gtids.parse(either(fields, "Gtid_IO_Pos", "Retrieved_Gtid_Set")));
    }

    private static String either(Map<String, String> fields, String one, String other) {
        return fields.getOrDefault(one, fields.getOrDefault(other, ""));
    }

    private static Trouble trouble(Map<String, String> fields, String thread) {
        String number = fields.getOrDefault("Last_" + thread + "_Errno", "0");
        return new Trouble(
                number.matches("\\d{1,9}") ? Long.parseLong(number) : 0,
                fields.getOrDefault("Last_" + thread + "_Error", ""));
    }

    String source() {
        return sourceHost + ":" + sourcePort;
    }

    /** What the remedies need to know. */
    Map<String, String> values() {
        return Map.of(
                "sourceHost",
                sourceHost,
                "sourcePort",
                sourcePort,
                "receiverError",
                Long.toString(receiverTrouble.number()),
                "applierError",
                Long.toString(applierTrouble.number()));
    }

    /** Whether both threads run. */
    boolean runs() {
        return receiver.equalsIgnoreCase("Yes") && applier.equalsIgnoreCase("Yes");
    }

    /** Whether it receives well and was told not to apply. */
    boolean heldBack() {
        return receiver.equalsIgnoreCase("Yes")
                && applier.equalsIgnoreCase("No")
                && applierTrouble.number() == 0;
    }

    @Override
    public String toString() {
        return "IO thread %s, SQL thread %s, seconds behind %s"
                .formatted(receiver, applier, secondsBehind.map(String::valueOf).orElse("NULL"));
    }
}
