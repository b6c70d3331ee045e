package org.rsvpplatform.database.postgresql.failover;

import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.rsvpplatform.database.postgresql.connection.PostgresSession;
import org.rsvpplatform.database.postgresql.connection.Sql;
import org.rsvpplatform.kit.time.Deadline;

/**
 * A server's pg_hba.conf, read and written by SQL. What a fence replaces is kept in a file next to
 * it, which is written and read back first: it survives our end, and a disk that is full.
 */
final class HbaFile {
    private static final String MARK = "# A failover fences this server: only it and standbys";
    private static final String ASIDE = ".unfenced";
    private static final Pattern LINE = Pattern.compile("\\s*(local|host\\w*)\\s+(\\S+)\\s+(.*)");

    private final PostgresSession session;
    private final Deadline deadline;

    /**
     * The file as it stands.
     *
     * @param text empty when there is none
     * @param aside what a fence has replaced; empty when none has
     */
    private record Present(String path, String text, String aside) {
        boolean isFenced() {
            return text.startsWith(MARK);
        }

        String asidePath() {
            return path + ASIDE;
        }
    }

    /** Of the server of an administrator's session. */
    HbaFile(PostgresSession session, Deadline deadline) {
        this.session = session;
        this.deadline = deadline;
    }

    /** Whether a fence stands in it. */
    boolean isFenced() throws ExecutionException, TimeoutException, InterruptedException {
        return read().isFenced();
    }

    /** Lets nobody in but these users, from where we come, and standbys. It may be done twice. */
    void fence(List<String> users)
            throws ExecutionException, TimeoutException, InterruptedException {
        Present present = read();
        // An empty one was cut short while it was written: what it was is aside.
        boolean known = present.isFenced() || present.text().isBlank();
        String before = known ? present.aside() : present.text();
        if (!known) {
            write(present.asidePath(), before);
            if (!read().aside().equals(before)) {
                throw new ExecutionException(
                        new IllegalStateException(
                                "%s can't be kept aside".formatted(present.path())));
            }
        }
        write(present.path(), fenced(before, users, here()));
        long faults =
                session.row(
                                "SELECT pg_catalog.count(*) AS faults FROM"
                                        + " pg_catalog.pg_hba_file_rules() WHERE error IS NOT NULL",
                                deadline)
                        .getLong("faults");
        if (faults > 0) {
            lift();
            throw new ExecutionException(
                    new IllegalStateException(
                            "%s has faults of its own".formatted(present.path())));
        }
    }

    /**
     * Writes back what stood there before.
     *
     * @return false when no fence stands in it
     */
    boolean lift() throws ExecutionException, TimeoutException, InterruptedException {
        Present present = read();
        String before = present.aside();
        boolean cutShort = !before.isEmpty() && before.startsWith(present.text());
        if (!present.isFenced() && (!cutShort || before.equals(present.text()))) {
            return false;
        }
        if (before.isEmpty()) {
            throw new ExecutionException(
                    new IllegalStateException(
                            "%s is gone: write it by hand".formatted(present.asidePath())));
        }
        // What is aside must never be taken for a file that was cut short later.
        session.run(
                writing(present.path(), before) + ";" + writing(present.asidePath(), ""), deadline);
        return true;
    }

    /** Where our sessions come from, as a record of the file names it. */
    private String here() throws ExecutionException, TimeoutException, InterruptedException {
        String address =
                session.row("SELECT pg_catalog.host(inet_client_addr()) AS here", deadline)
                        .getString("here");
        return address == null ? "" : address + (address.indexOf(':') < 0 ? "/32" : "/128");
    }

    /**
     * The text of a fence. The method md5 takes passwords of either kind; a session of replication
     * that names a database is none of those that the word {@code replication} lets in. Source:
     * PostgreSQL manual, 21.1 and 21.5.
     *
     * @param here empty for the server's own socket
     */
    static String fenced(String before, List<String> users, String here) {
        Stream<String> ours =
                users.stream()
                        .map(user -> "\"" + user + "\"")
                        .map(
                                user ->
                                        here.isEmpty()
                                                ? "local all %s md5".formatted(user)
                                                : "host all %s %s md5".formatted(user, here));
        Stream<String> standbys =
                before.replace("\\\n", " ")
                        .lines()
                        .map(LINE::matcher)
                        .filter(Matcher::matches)
                        .filter(line -> List.of(line.group(2).split(",")).contains("replication"))
                        .map(line -> line.group(1) + " replication " + line.group(3));
        return String.join(
                "\n",
                Stream.of(
                                Stream.of(
                                        MARK + " log in.",
                                        "# What stood here is in the file next to it that ends in"
                                                + " .unfenced."),
                                ours,
                                standbys)
                        .flatMap(lines -> lines)
                        .toList());
    }

    private Present read() throws ExecutionException, TimeoutException, InterruptedException {
        Row row =
                session.row(
                        """
                        SELECT path, pg_catalog.pg_read_file(path, 0, 1000000, true) AS text,
                          pg_catalog.pg_read_file(path || '%s', 0, 1000000, true) AS aside
                        FROM pg_catalog.current_setting('hba_file') AS path
                        """
                                .formatted(ASIDE),
                        deadline);
        return new Present(
                row.getString("path"), text(row.getString("text")), text(row.getString("aside")));
    }

    private static String text(String read) {
        return read == null ? "" : read.replace("\r", "").stripTrailing();
    }

    private void write(String file, String text)
            throws ExecutionException, TimeoutException, InterruptedException {
        session.run(writing(file, text), deadline);
    }

    /** In the format csv a line is written as it is, when its marks are in none. */
    private static String writing(String file, String text) {
        return """
        COPY (SELECT nullif(line, '')
            FROM pg_catalog.unnest(pg_catalog.string_to_array(%s, E'\\n'))
              WITH ORDINALITY AS text (line, number) ORDER BY number)
          TO %s WITH (FORMAT csv, DELIMITER E'\\x02', QUOTE E'\\x01')
        """
                .formatted(Sql.literal(text), Sql.literal(file));
    }
}
