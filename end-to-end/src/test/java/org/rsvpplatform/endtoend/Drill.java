package org.rsvpplatform.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.awaitility.core.ConditionTimeoutException;

/**
 * One change of a pair's active node while programs write, by a loss or by a switchover: some
 * follow the published pointer, and four stay where they are. Afterwards the old node is healed,
 * and both have what the new one had.
 */
final class Drill {
    private static final Duration HEALS = Duration.ofSeconds(60);

    /** A service that starts beside busy programs needs most of it. */
    private static final Duration LONGEST = Duration.ofSeconds(40);

    private static final Duration AFTERWARDS = Duration.ofSeconds(1);

    /** Several times what a failover takes. */
    private static final Duration NOBODY_FOLLOWS = Duration.ofSeconds(8);

    private static final Duration POLL = Duration.ofMillis(10);

    /** Where the answer itself tells when it was: who asks often takes that time away. */
    private static final Duration SELDOM = Duration.ofMillis(100);

    private static final Duration AT_ONCE = Duration.ofMillis(1);

    private static final List<String> KILL = List.of("kill");

    /** Programs reach it still, and keep both cores busy: what they write until then counts. */
    static final List<String> CUT_OFF_FROM_US =
            List.of("blackhole=service", "cut-replication=silent");

    private final Suite suite;
    private final Pair pair;
    private final Footing footing;
    private final Pointer pointer;
    private final Duration calm;
    private final Duration rest;
    private final History history = new History();

    /** What fails over. */
    enum Pair {
        POSTGRESQL(
                "PostgreSQL",
                "postgresql",
                "SET default_transaction_read_only = off",
                "SET synchronous_commit = local",
                "SELECT pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_insert_lsn(), '0/0')"),
        MARIADB(
                "MariaDB",
                "mysql",
                "SET SESSION TRANSACTION READ WRITE",
                "SET SESSION TRANSACTION READ WRITE",
                "SELECT substring_index(@@global.gtid_binlog_pos, '-', -1)");

        private final String product;
        private final String group;
        private final String own;
        private final String alone;
        private final String logged;

        /**
         * @param own what a program with its own settings says in each session
         * @param alone what one says that waits for no standby
         * @param logged a question for how much the log holds, in the unit of the loss bound
         */
        Pair(String product, String group, String own, String alone, String logged) {
            this.product = product;
            this.group = group;
            this.own = own;
            this.alone = alone;
            this.logged = logged;
        }

        String product() {
            return product;
        }

        String group() {
            return group;
        }

        /** What a program with its own settings says in each session. */
        String own() {
            return own;
        }

        private String other(String node) {
            return node.equals(group) ? "backup-" + group : group;
        }
    }

    /**
     * How it went.
     *
     * @param perSecond acknowledgements before the change
     * @param gap from the last commit of a follower at the old node, or from the moment at which
     *     all was broken there where that was earlier, to the first commit at the new active one;
     *     to the fence, for one that returned
     * @param lost acknowledged writes that are gone
     * @param wrongs more of them than the failover had said, writes taken by the wrong node, and
     *     what else should not be
     */
    record Result(
            long perSecond, Duration gap, long acknowledged, long lost, List<String> wrongs) {}

    /** What makes the other node the active one. */
    private interface Change {
        /** Returns when the old one was lost, in {@link System#nanoTime}. */
        long of(String old, String other);
    }

    /** What programs did until the new node took writes. */
    private record Changed(
            String old, String other, long perSecond, double perWrite, Duration gap) {}

    /**
     * @param calm how long all is well before the loss
     * @param rest of each program after each acknowledgement; zero for as fast as it can
     */
    Drill(Suite suite, Pair pair, Footing footing, Pointer pointer, Duration calm, Duration rest) {
        this.suite = suite;
        this.pair = pair;
        this.footing = footing;
        this.pointer = pointer;
        this.calm = calm;
        this.rest = rest;
    }

    /**
     * The active node is lost.
     *
     * @param faults of the sandbox, one after the other
     * @param name of this drill, for its rows
     */
    Result lost(List<String> faults, String name) throws SQLException {
        return healed(changed(name, (old, _) -> brokenBy(faults, old)), name);
    }

    /** When all of it had happened. */
    private long brokenBy(List<String> faults, String node) {
        faults.forEach(fault -> suite.breakAtOnce(node, fault));
        return System.nanoTime();
    }

    /**
     * The gateway is killed, then the active node; the gateway is started again when all is over.
     *
     * @param name of this drill, for its rows
     */
    Result lostWithoutTheGateway(String name) throws SQLException {
        return healed(
                changed(
                        name,
                        (old, other) -> {
                            suite.killAtOnce("gateway");
                            long lost = brokenBy(KILL, old);
                            await().pollInterval(POLL)
                                    .atMost(LONGEST)
                                    .until(() -> pointer.active().equals(other));
                            suite.good("up", "--detach");
                            return lost;
                        }),
                name);
    }

    /**
     * The active node is lost, and in the middle of what follows the service is killed, too. It is
     * started again at once.
     *
     * @param step of the failover that has begun then, such as {@code promote}
     */
    Result lostWithTheService(String step, String name) throws SQLException {
        return healed(
                changed(
                        name,
                        (old, _) -> {
                            String last = suite.latestRun().path("id").asText();
                            long lost = brokenBy(KILL, old);
                            await().pollInterval(AT_ONCE)
                                    .pollDelay(Duration.ZERO)
                                    .atMost(LONGEST)
                                    .until(() -> hasBegun(step, last));
                            suite.killAtOnce("database");
                            suite.good("up", "--detach");
                            return lost;
                        }),
                name);
    }

    /**
     * The service is killed, then the active node, and only then the service is started again.
     *
     * @param name of this drill, for its rows
     */
    Result lostWithoutTheService(String name) throws SQLException {
        return healed(
                changed(
                        name,
                        (old, _) -> {
                            suite.killAtOnce("database");
                            long lost = brokenBy(KILL, old);
                            suite.good("up", "--detach");
                            return lost;
                        }),
                name);
    }

    /**
     * An operator switches over.
     *
     * @param name of this drill, for its rows
     */
    Result switchedOver(String name) throws SQLException {
        return healed(
                changed(
                        name,
                        (_, other) -> {
                            suite.switchOver(other);
                            return Long.MAX_VALUE;
                        }),
                name);
    }

    /**
     * After a loss and a failover somebody starts the old node again and lets it write; programs
     * that never left it are waiting for that. The gap is the time to its fence, or for which they
     * could write, whichever is longer.
     */
    Result returned(String name) throws SQLException {
        Changed changed = changed(name, (old, _) -> brokenBy(KILL, old));
        List<String> wrongs = new ArrayList<>(wrongs(changed, rows(changed, name)));
        String last = awaitEnd().path("id").asText();
        History meanwhile = new History();
        JsonNode fence;
        long fenced;
        try (DrillWriters writers = new DrillWriters(meanwhile, name + "-back", rest)) {
            pinned(writers, changed.old());
            writers.begin("alone", changed::old, this::program, pair.alone);
            suite.breakAtOnce(changed.old(), "start");
            if (pair == Pair.MARIADB) {
                letWrite(changed.old());
            }
            await().pollInterval(SELDOM)
                    .atMost(LONGEST)
                    .until(() -> !suite.latestRun().path("id").asText().equals(last));
            fence = awaitEnd();
            fenced = nanos(fence.path("result").path("fencedAt"));
            passed(fenced, AFTERWARDS);
        }
        if (!fence.path("command").asText().equals("providers:fence")
                || !fence.path("state").asText().equals("succeeded")) {
            wrongs.add("it was not fenced: " + fence);
        }
        meanwhile
                .toldAfter(fenced)
                .forEach(write -> wrongs.add("written after the fence: " + write));
        long told = fence.path("result").path("tookMs").asLong();
        long seen = Duration.ofNanos(writing(meanwhile)).toMillis();
        suite.good("heal", pair.group());
        return new Result(
                changed.perSecond(),
                Duration.ofMillis(Math.max(told, seen)),
                meanwhile.acknowledgements(),
                0,
                wrongs);
    }

    /** From the first acknowledgement to the last one. */
    private static long writing(History history) {
        List<History.Acknowledged> writes = history.toldAfter(Long.MIN_VALUE);
        return writes.isEmpty() ? 0 : writes.getLast().told() - writes.getFirst().told();
    }

    /** It starts read-only: somebody has to want it. */
    private void letWrite(String node) {
        await().pollInterval(POLL)
                .atMost(LONGEST)
                .ignoreExceptions()
                .untilAsserted(
                        () -> {
                            try (Connection session = admin(node).connect();
                                    Statement statement = session.createStatement()) {
                                statement.execute("SET GLOBAL rpl_semi_sync_master_enabled = OFF");
                                statement.execute("SET GLOBAL read_only = OFF");
                            }
                        });
    }

    /**
     * The active node is lost, and nobody may take its place.
     *
     * @param guard that must say so
     * @param faults of the sandbox, one after the other
     * @param name of this drill, for its rows
     */
    Result notFollowed(String guard, List<String> faults, String name) throws SQLException {
        String old = prepared();
        long rate;
        List<String> wrongs = new ArrayList<>();
        try (DrillWriters writers = new DrillWriters(history, name, rest)) {
            begin(writers, old);
            passed(System.nanoTime(), calm);
            rate = perSecond();
            brokenBy(faults, old);
            await().atMost(LONGEST).until(() -> isDown(old));
            passed(System.nanoTime(), NOBODY_FOLLOWS);
            if (!pointer.active().equals(old)) {
                wrongs.add(pointer.active() + " was promoted");
            }
            if (!blocking().contains(guard)) {
                wrongs.add("not '%s' keeps it from that, but %s".formatted(guard, blocking()));
            }
        }
        suite.good("heal", pair.group());
        suite.awaitUp(HEALS);
        List<History.Row> rows = DrillWriters.rows(program(pointer.active()), name);
        wrongs.addAll(history.wrongs(rows));
        return new Result(rate, Duration.ZERO, history.acknowledgements(), 0, wrongs);
    }

    private boolean isDown(String node) {
        return suite.provider("database", node).path("state").asText().equals("DOWN");
    }

    private List<String> blocking() {
        List<String> names = new ArrayList<>();
        for (JsonNode guard :
                suite.get("/api/v1/domains/database/failover/explain/" + pair.group())
                        .json()
                        .path("guards")) {
            if (!guard.path("holds").asBoolean()) {
                names.add(guard.path("name").asText());
            }
        }
        return names;
    }

    /**
     * All is well, the group may fail over again, the table is there, commits wait or not: returns
     * who is the active one.
     */
    private String prepared() throws SQLException {
        suite.awaitUp(HEALS);
        suite.good("failover:acknowledge", pair.group());
        String old = pointer.active();
        DrillWriters.table(admin(old));
        if (!footing.synchronous()) {
            suite.breakAtOnce(old, "async");
        }
        history.add(new History.Epoch(1, old, Long.MIN_VALUE));
        return old;
    }

    private void begin(DrillWriters writers, String old) {
        writers.follow(pointer::active, this::program);
        pinned(writers, old);
    }

    private void pinned(DrillWriters writers, String old) {
        writers.stay(old, this::program, this::admin, pair.own());
    }

    /**
     * @param change gets the active node and the other one, and returns when the gap begins at the
     *     latest: when the old one was lost, even if some at it can still commit
     */
    private Changed changed(String name, Change change) throws SQLException {
        String old = prepared();
        String other = pair.other(old);
        try (DrillWriters writers = new DrillWriters(history, name, rest)) {
            begin(writers, old);
            passed(System.nanoTime(), calm);
            long logged = logged(old);
            long rate = perSecond();
            double perWrite = (double) (logged(old) - logged) / Math.max(1, rate);
            long begun = System.nanoTime();
            long lost = change.of(old, other);
            await().pollInterval(SELDOM)
                    .atMost(LONGEST)
                    .untilAsserted(
                            () ->
                                    assertThat(pointer.active())
                                            .as(() -> "after " + suite.latestRun())
                                            .isEqualTo(other));
            await().pollInterval(SELDOM)
                    .atMost(LONGEST)
                    .until(() -> firstBy(other, begun) != Long.MAX_VALUE);
            long gap = firstBy(other, begun) - Math.min(lastOfFollowers(old), lost);
            passed(System.nanoTime(), AFTERWARDS);
            return new Changed(old, other, rate, perWrite, Duration.ofNanos(gap));
        }
    }

    private Result healed(Changed changed, String name) throws SQLException {
        List<History.Row> before = rows(changed, name);
        List<String> wrongs = wrongs(changed, before);
        long lost = history.lost(before).size();
        try (Connection kept = program(changed.other()).connect()) {
            suite.good("heal", pair.group());
            suite.awaitUp(HEALS);
            // MariaDB's data are copied while their server stands still.
            if (pair == Pair.POSTGRESQL && !kept.isValid((int) HEALS.toSeconds())) {
                wrongs.add("healing has ended a session at " + changed.other());
            }
        }
        for (String node : List.of(changed.other(), changed.old())) {
            if (!has(node, before, name)) {
                wrongs.add(
                        "%s has not what %s had before: %s"
                                .formatted(node, changed.other(), kept(node, before, name)));
            }
        }
        return new Result(
                changed.perSecond(), changed.gap(), history.acknowledgements(), lost, wrongs);
    }

    /** One that has just begun to follow may apply the last rows a moment later. */
    private boolean has(String node, List<History.Row> before, String name) {
        try {
            await().pollInterval(POLL)
                    .atMost(HEALS)
                    .ignoreExceptionsInstanceOf(SQLException.class)
                    .until(() -> DrillWriters.rows(program(node), name).equals(before));
            return true;
        } catch (ConditionTimeoutException e) {
            return false;
        }
    }

    private String kept(String node, List<History.Row> before, String name) {
        try {
            Set<History.Row> now = Set.copyOf(DrillWriters.rows(program(node), name));
            return "it has %d rows, that had %d, and %d of them are there"
                    .formatted(
                            now.size(),
                            before.size(),
                            before.stream().filter(now::contains).count());
        } catch (SQLException e) {
            return e.getMessage();
        }
    }

    /**
     * The new epoch counts from the moment at which the old node was fenced, well before anybody
     * can know of it.
     */
    private boolean newEpoch(Changed changed, JsonNode run) {
        for (JsonNode step : run.path("steps")) {
            if (step.path("name").asText().startsWith("fence ") && step.hasNonNull("finishedAt")) {
                history.add(new History.Epoch(2, changed.other(), nanos(step.path("finishedAt"))));
                return true;
            }
        }
        return false;
    }

    /** A moment that was told, in {@link System#nanoTime}. */
    private static long nanos(JsonNode moment) {
        Duration ago = Duration.between(Instant.parse(moment.asText()), Instant.now());
        return System.nanoTime() - ago.toNanos();
    }

    /** How many writes are gone the run has said beforehand, in the units of the log. */
    private List<String> wrongs(Changed changed, List<History.Row> rows) {
        JsonNode run = awaitEnd();
        List<String> wrongs = new ArrayList<>();
        if (!newEpoch(changed, run)) {
            wrongs.add("nobody knows when the old node was fenced: " + run);
        }
        wrongs.addAll(history.misplaced(rows));
        List<String> lost = history.lost(rows);
        String said = run.path("result").path("changed").path(0).path("mayLose").asText();
        if (!run.path("state").asText().equals("succeeded")) {
            wrongs.add("the run ended " + run);
        } else if (lost.size() * changed.perWrite() > most(said)) {
            wrongs.add(
                    "%d writes of %.0f each are lost, and at most %s should be"
                            .formatted(lost.size(), changed.perWrite(), said));
            wrongs.addAll(lost);
        }
        return wrongs;
    }

    /** What was not said is nothing. */
    private static long most(String said) {
        return said.matches("\\d{1,18} .*") ? Long.parseLong(said.split(" ")[0]) : 0;
    }

    private List<History.Row> rows(Changed changed, String name) throws SQLException {
        return DrillWriters.rows(program(changed.other()), name);
    }

    private JsonNode awaitEnd() {
        await().pollInterval(POLL)
                .atMost(HEALS)
                .until(() -> suite.latestRun().hasNonNull("finishedAt"));
        return suite.latestRun();
    }

    private long logged(String node) throws SQLException {
        try (Connection session = admin(node).connect();
                Statement statement = session.createStatement();
                ResultSet answer = statement.executeQuery(pair.logged)) {
            answer.next();
            return answer.getLong(1);
        }
    }

    private static void passed(long begin, Duration time) {
        await().pollInterval(POLL)
                .atMost(HEALS)
                .until(() -> System.nanoTime() - begin >= time.toNanos());
    }

    private long perSecond() {
        long before = history.acknowledgements();
        passed(System.nanoTime(), Duration.ofSeconds(1));
        return history.acknowledgements() - before;
    }

    private long firstBy(String node, long after) {
        return history.toldAfter(after).stream()
                .filter(write -> write.node().equals(node))
                .mapToLong(History.Acknowledged::told)
                .findFirst()
                .orElse(Long.MAX_VALUE);
    }

    private boolean hasBegun(String step, String last) {
        JsonNode run = suite.latestRun();
        if (run.path("id").asText().equals(last)) {
            return false;
        }
        for (JsonNode one : run.path("steps")) {
            if (one.path("name").asText().startsWith(step)
                    && !one.path("state").asText().equals("pending")) {
                return true;
            }
        }
        return false;
    }

    /** One that stays may be let in until the end, such as the administrator. */
    private long lastOfFollowers(String node) {
        return history.toldAfter(Long.MIN_VALUE).stream()
                .filter(write -> write.node().equals(node))
                .filter(DrillWriters::isFollowers)
                .mapToLong(History.Acknowledged::told)
                .max()
                .orElseThrow();
    }

    private DatabaseUrl program(String node) {
        return suite.database(node);
    }

    private DatabaseUrl admin(String node) {
        return suite.database(node + "-admin");
    }
}
