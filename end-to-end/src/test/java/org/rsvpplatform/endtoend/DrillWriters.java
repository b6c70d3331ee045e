package org.rsvpplatform.endtoend;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Programs that write one row after the other, each acknowledgement into a {@link History}. A write
 * that was not acknowledged is tried again under its number, wherever the program then is.
 */
final class DrillWriters implements AutoCloseable {
    /** Several programs that come back at once hinder a server by their logins. */
    private static final Duration COMES_BACK_AFTER = Duration.ofMillis(100);

    private static final Duration COMES_BACK_AT_LAST = Duration.ofSeconds(1);
    private static final Duration HEARS_WITHIN = Duration.ofMillis(5);

    /**
     * Who is broken off in the middle of a write may find it written a moment later; only one at a
     * host that is gone does not come to its end.
     */
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(1);

    private static final int PATIENCE_SECONDS = 2;
    private static final int FOLLOWERS = 4;
    private static final String FOLLOWER = "follower ";

    private static final List<String> POSTGRESQL_TABLE =
            List.of(
                    "CREATE TABLE IF NOT EXISTS drill (id bigserial, writer text, number int8,"
                            + " PRIMARY KEY (writer, number))",
                    // All that the others have: a table with less makes its server DEGRADED.
                    "GRANT SELECT, INSERT, UPDATE, DELETE ON drill TO rsvp",
                    "GRANT USAGE ON SEQUENCE drill_id_seq TO rsvp",
                    // What earlier drills wrote would fill the disks of the sandbox.
                    "TRUNCATE drill");

    private static final List<String> MYSQL_TABLE =
            List.of(
                    "CREATE TABLE IF NOT EXISTS drill (id bigint AUTO_INCREMENT UNIQUE, writer"
                            + " varchar(64), number bigint, PRIMARY KEY (writer, number))",
                    "TRUNCATE TABLE drill");

    private final History history;
    private final String drill;
    private final Duration rest;
    private final CountDownLatch end = new CountDownLatch(1);
    private final List<Thread> programs = new ArrayList<>();

    /**
     * @param rest of each program after each acknowledgement; zero for as fast as it can
     */
    DrillWriters(History history, String drill, Duration rest) {
        this.history = history;
        this.drill = drill;
        this.rest = rest;
    }

    /** Begins four that go where the active one is. */
    void follow(Supplier<String> active, Function<String, DatabaseUrl> program) {
        for (int i = 1; i <= FOLLOWERS; i++) {
            begin(FOLLOWER + i, active, program, "");
        }
    }

    /** Whether it was written by one of them. */
    static boolean isFollowers(History.Acknowledged write) {
        return write.writer().contains(FOLLOWER);
    }

    /**
     * Begins four that stay at a node, one as its administrator, one with settings of its own, and
     * one that cancels a write which takes longer than a second.
     *
     * @param own what the one with its own settings says in each session
     */
    void stay(
            String node,
            Function<String, DatabaseUrl> program,
            Function<String, DatabaseUrl> administrator,
            String own) {
        begin("pinned", () -> node, program, "");
        begin("superuser", () -> node, administrator, "");
        begin("own settings", () -> node, program, own);
        begin("impatient", () -> node, program, "", 1);
    }

    /**
     * Begins one more.
     *
     * @param node where it writes now
     * @param login how it logs in there
     * @param first what it says in each of its sessions before it writes; may be empty
     */
    void begin(
            String name, Supplier<String> node, Function<String, DatabaseUrl> login, String first) {
        begin(name, node, login, first, 0);
    }

    private void begin(
            String name,
            Supplier<String> node,
            Function<String, DatabaseUrl> login,
            String first,
            int seconds) {
        Program program = new Program(drill + " " + name, node, login, first, seconds);
        programs.add(Thread.ofVirtual().name(program.writer).start(program::run));
    }

    /** Has one session after the other. */
    private final class Program {
        private final String writer;
        private final Supplier<String> node;
        private final Function<String, DatabaseUrl> login;
        private final String first;
        private final int seconds;

        /** Of its session's thread, while there is one. */
        private long number = 1;

        private Duration pause = COMES_BACK_AFTER;

        Program(
                String writer,
                Supplier<String> node,
                Function<String, DatabaseUrl> login,
                String first,
                int seconds) {
            this.writer = writer;
            this.node = node;
            this.login = login;
            this.first = first;
            this.seconds = seconds;
        }

        void run() {
            String now = node.get();
            while (!ended(now, node, pause)) {
                now = node.get();
                pause = longer(pause);
                String place = now;
                stay(place, Thread.ofVirtual().name(writer).start(() -> writeAt(place)));
            }
        }

        /**
         * Until the session ends. Who is sent elsewhere leaves it, also while it waits for an
         * answer: of a host that is gone none comes.
         */
        private void stay(String place, Thread session) {
            while (session.isAlive()) {
                try {
                    if (!session.join(HEARS_WITHIN) && !place.equals(node.get())) {
                        session.interrupt();
                    }
                } catch (InterruptedException e) {
                    session.interrupt(); // all is over
                }
            }
        }

        private void writeAt(String now) {
            DatabaseUrl place = login.apply(now);
            try (Connection connection = session(place, first);
                    PreparedStatement insert = connection.prepareStatement(insert(place))) {
                insert.setQueryTimeout(seconds);
                while (!ended(rest) && now.equals(node.get())) {
                    insert.setString(1, writer);
                    insert.setLong(2, number);
                    long begun = System.nanoTime();
                    insert.executeUpdate();
                    // A wait for the standby that was cancelled is acknowledged with a warning.
                    if (insert.getWarnings() != null) {
                        throw new SQLException(insert.getWarnings());
                    }
                    history.add(
                            new History.Acknowledged(
                                    writer, number, now, begun, System.nanoTime()));
                    number++;
                    pause = COMES_BACK_AFTER;
                }
            } catch (SQLException e) {
                // The next session may go better.
            }
        }
    }

    /** What is there already is left as it is, without a warning. */
    private static String insert(DatabaseUrl place) {
        return "INSERT INTO drill (writer, number) VALUES (?, ?) "
                + (place.isMysql()
                        ? "ON DUPLICATE KEY UPDATE number = number"
                        : "ON CONFLICT DO NOTHING");
    }

    private static Connection session(DatabaseUrl place, String first) throws SQLException {
        Connection connection = place.connectTo(place.database(), patience(place));
        if (!first.isEmpty()) {
            try (Statement statement = connection.createStatement()) {
                statement.execute(first);
            } catch (SQLException e) {
                connection.close();
                throw e;
            }
        }
        return connection;
    }

    /**
     * MariaDB's driver counts in milliseconds; PostgreSQL's would try without TLS only then, and
     * asks less at a login where it knows how old a server may be.
     */
    private static Map<String, String> patience(DatabaseUrl place) {
        String time = Integer.toString(PATIENCE_SECONDS * (place.isMysql() ? 1000 : 1));
        return place.isMysql()
                ? Map.of("socketTimeout", time, "connectTimeout", time)
                : Map.of(
                        "loginTimeout",
                        time,
                        "socketTimeout",
                        time,
                        "connectTimeout",
                        time,
                        "sslmode",
                        "disable",
                        "assumeMinServerVersion",
                        "12");
    }

    /** Twice as long each time, as pools of connections do. */
    private static Duration longer(Duration pause) {
        Duration next = pause.multipliedBy(2);
        return next.compareTo(COMES_BACK_AT_LAST) < 0 ? next : COMES_BACK_AT_LAST;
    }

    /** Who is sent elsewhere goes there at once. */
    private boolean ended(String last, Supplier<String> node, Duration within) {
        long begun = System.nanoTime();
        boolean over = ended(Duration.ZERO);
        while (!over && last.equals(node.get()) && System.nanoTime() - begun < within.toNanos()) {
            over = ended(HEARS_WITHIN);
        }
        return over;
    }

    private boolean ended(Duration within) {
        try {
            return end.await(within.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            return true;
        }
    }

    @Override
    public void close() {
        end.countDown();
        try {
            long begun = System.nanoTime();
            for (Thread program : programs) {
                program.join(ENDS_WITHIN.minusNanos(System.nanoTime() - begun));
            }
            programs.forEach(Thread::interrupt);
            for (Thread program : programs) {
                program.join();
            }
        } catch (InterruptedException e) {
            programs.forEach(Thread::interrupt);
            Thread.currentThread().interrupt();
        }
    }

    /** Makes the table anew, as the administrator. */
    static void table(DatabaseUrl administrator) throws SQLException {
        try (Connection connection = administrator.connect();
                Statement statement = connection.createStatement()) {
            for (String line : administrator.isMysql() ? MYSQL_TABLE : POSTGRESQL_TABLE) {
                statement.execute(line);
            }
        }
    }

    /** What this drill's programs have in the data, in the order in which it was written. */
    static List<History.Row> rows(DatabaseUrl place, String drill) throws SQLException {
        List<History.Row> rows = new ArrayList<>();
        try (Connection connection = place.connect();
                PreparedStatement query =
                        connection.prepareStatement(
                                "SELECT writer, number FROM drill WHERE writer LIKE ? ORDER BY"
                                        + " id")) {
            query.setString(1, drill + " %");
            try (ResultSet found = query.executeQuery()) {
                while (found.next()) {
                    rows.add(new History.Row(found.getString(1), found.getLong(2)));
                }
            }
        }
        return rows;
    }
}
