package org.rsvpplatform.database.postgresql.failover;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A connection string of libpq. Source: PostgreSQL documentation, "Connection Strings". */
final class Conninfo {
    private static final Pattern PART =
            Pattern.compile("(\\w+)\\s*=\\s*('(?:[^'\\\\]|\\\\.)*'|\\S*)");

    private Conninfo() {}

    /** The same way to another server, under another name. */
    static String pointedTo(String conninfo, String host, int port, String applicationName) {
        Map<String, String> parts = new LinkedHashMap<>();
        Matcher matcher = PART.matcher(conninfo);
        while (matcher.find()) {
            parts.put(matcher.group(1), matcher.group(2));
        }
        parts.remove("hostaddr");
        parts.put("host", quoted(host));
        parts.put("port", Integer.toString(port));
        parts.put("application_name", quoted(applicationName));
        return parts.entrySet().stream()
                .map(part -> part.getKey() + "=" + part.getValue())
                .collect(Collectors.joining(" "));
    }

    private static String quoted(String value) {
        return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
