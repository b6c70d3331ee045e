package org.rsvpplatform.database.mysql.capacity;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One statement of a slow query log, with its values. Sources: MariaDB's "Slow Query Log Overview";
 * MySQL's manual, 7.4.5 The Slow Query Log.
 *
 * @param schema the database that it ran in; empty where the log does not say
 * @param millis how long it took
 */
record SlowLogEntry(String schema, double millis, String statement) {
    private static final Pattern BEGIN = Pattern.compile("(?m)^# User@Host: ");
    private static final Pattern SCHEMA = Pattern.compile("\\bSchema: (\\S+)");
    private static final Pattern TIME = Pattern.compile("^# Query_time: ([0-9.]+)");
    private static final Pattern USE = Pattern.compile("^use `?([^`;]+)`?;$");
    private static final Pattern SET = Pattern.compile("^SET timestamp=\\d+;$");

    /** What comes behind a statement: the time of the next one, or the head of a server's start. */
    private static final Pattern END =
            Pattern.compile("^# Time: |, Version: .* started with:$|^Tcp port: ");

    private static final Pattern LAST = Pattern.compile(";?\\s*\\z");

    /** The last line ends a statement, or the head of a server's start. */
    private static final Pattern WHOLE = Pattern.compile("(?:;|\\nTime\\t.*)\\n\\z");

    /**
     * The whole entries of a part of a log.
     *
     * @param read how many characters they take: an entry behind them is still being written
     */
    record Part(List<SlowLogEntry> entries, int read) {}

    /** What stands before the first whole entry is passed over. */
    static Part in(String text) {
        List<SlowLogEntry> entries = new ArrayList<>();
        Matcher begin = BEGIN.matcher(text);
        int at = begin.find() ? begin.start() : text.lastIndexOf('\n') + 1;
        if (!begin.hasMatch()) {
            return new Part(entries, at);
        }
        while (at < text.length()) {
            int next = begin.find() ? begin.start() : text.length();
            String entry = text.substring(at, next);
            if (next == text.length() && !WHOLE.matcher(entry).find()) {
                return new Part(entries, at);
            }
            entries.add(of(entry));
            at = next;
        }
        return new Part(entries, at);
    }

    private static SlowLogEntry of(String text) {
        String schema = "";
        double millis = 0;
        StringBuilder statement = new StringBuilder();
        for (String line : text.lines().toList()) {
            Matcher time = TIME.matcher(line);
            Matcher use = USE.matcher(line);
            if (END.matcher(line).find()) {
                break;
            } else if (time.find()) {
                millis = Double.parseDouble(time.group(1)) * 1000;
            } else if (statement.isEmpty() && line.startsWith("# ")) {
                Matcher named = SCHEMA.matcher(line);
                schema = named.find() ? named.group(1) : schema;
            } else if (statement.isEmpty() && use.matches()) {
                schema = use.group(1);
            } else if (!statement.isEmpty() || !SET.matcher(line).matches()) {
                statement.append(line).append('\n');
            }
        }
        return new SlowLogEntry(schema, millis, LAST.matcher(statement).replaceFirst(""));
    }
}
