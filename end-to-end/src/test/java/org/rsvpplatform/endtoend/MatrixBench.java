package org.rsvpplatform.endtoend;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.awaitility.core.ConditionTimeoutException;

/**
 * The fault matrix at the defaults, with programs that write as fast as they can: how long it takes
 * from the fault to the right cause, and whether all stays well after healing. Prints the table
 * that docs/database.md holds; exits 1 when a cell is wrong or late.
 */
public final class MatrixBench {
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final Duration HEALS = Duration.ofSeconds(60);
    private static final Duration BEGINS = Duration.ofSeconds(15);
    private static final Duration SETTLES = Duration.ofSeconds(5);
    private static final Duration PACE = Duration.ofMillis(50);
    private static final int WARM = 100;

    /** Of the probes, at the defaults. */
    private static final Duration INTERVAL = Duration.ofSeconds(2);

    /** Who hangs is known later than who is refused (docs/database.md). */
    private static final Duration REFUSAL = Duration.ofSeconds(3);

    private static final Duration HANG = Duration.ofSeconds(6);

    /** The server, the kernel or the wire answers at once. */
    private static final Set<String> REFUSALS =
            Set.of(
                    "db.connection-refused",
                    "db.connection-lost",
                    "db.tls-required",
                    "db.tls-failed",
                    "db.authentication-failed",
                    "db.auth-method-unsupported",
                    "db.role-missing",
                    "db.password-expired",
                    "db.host-not-allowed",
                    "db.database-missing",
                    "db.permission-denied",
                    "db.too-many-connections",
                    "db.read-only");

    private static final Duration MADE_AT_ONCE = Duration.ofSeconds(1);

    private final Suite suite;
    private final Duration quiet;
    private final PrintStream out;
    private final Lock oneAtATime = new ReentrantLock();
    private final Set<String> named = new ConcurrentSkipListSet<>();
    private final Set<String> confirmed = new ConcurrentSkipListSet<>();
    private final Set<Cell> wrong = ConcurrentHashMap.newKeySet();

    private MatrixBench(Suite suite, Duration quiet, PrintStream out) {
        this.suite = suite;
        this.quiet = quiet;
        this.out = out;
    }

    /**
     * Takes the seconds of quiet after each fault, and the name of a cell, or a part of several.
     */
    public static void main(String[] arguments) {
        int seconds = Bench.count(arguments, 60);
        List<Cell> cells = Bench.wanted(arguments, Cell.all(), Cell::toString);
        Bench.run(
                (suite, out) ->
                        new MatrixBench(suite, Duration.ofSeconds(seconds), out).run(cells));
    }

    /**
     * Two lanes, one for each group: while one is quiet after a fault, the other has its own. No
     * two faults are at work at one time.
     */
    private boolean run(List<Cell> cells) {
        out.println(
                "| broken | seen as | confidence | state | made in | after | commits/s before"
                        + " | healed after | evidence |");
        out.println("|---|---|---|---|---|---|---|---|---|");
        List<CompletableFuture<Void>> lanes =
                cells.stream().collect(Collectors.groupingBy(Cell::group)).values().stream()
                        .map(
                                lane ->
                                        CompletableFuture.runAsync(
                                                () -> lane.forEach(this::measure),
                                                Thread.ofVirtual()::start))
                        .toList();
        lanes.forEach(CompletableFuture::join);
        out.printf(
                Locale.ROOT,
                "%n%d of %d cells right and in time; %d causes, %d of them confirmed%n",
                cells.size() - wrong.size(),
                cells.size(),
                named.size(),
                confirmed.size());
        return wrong.isEmpty();
    }

    private void measure(Cell cell) {
        try (Writers writers = Writers.atFullSpeed(suite.database(cell.group()))) {
            await().atMost(BEGINS).until(() -> writers.commits() > WARM);
            Instant healed;
            oneAtATime.lock();
            try {
                healed = brokenAndHealed(cell, writers);
            } finally {
                oneAtATime.unlock();
            }
            pass(quiet, () -> false);
            suite.journal("provider.state", healed).stream()
                    .filter(change -> change.path("group").asText().equals(cell.group()))
                    .forEach(change -> complain(cell, "did not stay well: " + change));
        } catch (AssertionError | ConditionTimeoutException e) {
            complain(cell, e.getMessage().lines().findFirst().orElse(e.toString()));
        }
    }

    private Instant brokenAndHealed(Cell cell, Writers writers) {
        Operator operator = new Operator(suite, cell.seen());
        try {
            cell.tlsMode()
                    .ifPresent(
                            mode ->
                                    suite.applied(
                                            () ->
                                                    operator.change(
                                                            "mode: prefer", "mode: " + mode)));
            suite.awaitUp(HEALS);
            Instant begin = Instant.now();
            long rate = rate(writers);
            Seen seen = broken(cell, operator);
            Instant heals = Instant.now();
            suite.good("heal", cell.broken());
            operator.lookAgain();
            operator.awaitState("UP", HEALS);
            print(cell, seen, rate, Duration.between(heals, Instant.now()));
            judge(cell, seen, begin);
        } finally {
            suite.good("heal", cell.broken());
            cell.tlsMode().ifPresent(_ -> restored(operator));
        }
        suite.awaitUp(HEALS);
        return Instant.now();
    }

    /** The provider is begun anew: until that is over, the gateway may show its last state. */
    private void restored(Operator operator) {
        Instant restored = Instant.now();
        suite.applied(operator::restore);
        await().atMost(HEALS).until(() -> !suite.journal("provider.state", restored).isEmpty());
    }

    /** Ends at any moment between two probes: at the same one each time it would say little. */
    private static long rate(Writers writers) {
        long before = writers.commits();
        Instant from = Instant.now();
        long chance = ThreadLocalRandom.current().nextLong(INTERVAL.toMillis());
        pass(INTERVAL.plusMillis(chance), () -> false);
        return (writers.commits() - before)
                * 1000
                / Duration.between(from, Instant.now()).toMillis();
    }

    /**
     * What the suite said, and when.
     *
     * @param made how long the sandbox took to break it
     * @param first the first cause that it named, be it the right one or not
     */
    private record Seen(Duration made, Duration after, JsonNode provider, String first) {
        JsonNode diagnosis() {
            return provider.path("diagnosis");
        }

        String cause() {
            return diagnosis().path("cause").asText();
        }

        /** What takes long to make, such as a restart, counts from when it is made. */
        Duration late() {
            return made.compareTo(MADE_AT_ONCE) > 0 ? after.minus(made) : after;
        }

        boolean isBad() {
            return !provider.path("state").asText().equals("UP");
        }
    }

    /**
     * From the moment at which the sandbox is told to break it. The cause counts as soon as it is
     * the right one; how sure it is may come with the next look.
     */
    private Seen broken(Cell cell, Operator operator) {
        Instant told = Instant.now();
        suite.breakAtOnce(cell.broken(), cell.fault());
        Duration made = Duration.between(told, Instant.now());
        List<Seen> seen = new ArrayList<>();
        pass(
                LONGEST,
                () -> {
                    String first = seen.isEmpty() ? "" : seen.getLast().first();
                    Seen now =
                            new Seen(
                                    made,
                                    Duration.between(told, Instant.now()),
                                    operator.seen(),
                                    first);
                    seen.add(
                            first.isEmpty() && now.isBad()
                                    ? new Seen(made, now.after(), now.provider(), now.cause())
                                    : now);
                    return now.isBad() && isRight(cell, now.cause());
                });
        Seen named = seen.getLast();
        JsonNode[] settled = {named.provider()};
        pass(
                SETTLES,
                () -> {
                    settled[0] = operator.seen();
                    return settled[0]
                            .path("diagnosis")
                            .path("confidence")
                            .asText()
                            .equals("confirmed");
                });
        return new Seen(made, named.after(), settled[0], named.first());
    }

    /** A server that is told to stop is not gone yet while it waits for its clients. */
    private static boolean isRight(Cell cell, String cause) {
        return cause.equals(cell.cause())
                || cell.fault().equals("stop") && cause.equals("db.shutting-down");
    }

    private void judge(Cell cell, Seen seen, Instant begin) {
        Duration floor = REFUSALS.contains(cell.cause()) ? REFUSAL : HANG;
        if (!isRight(cell, seen.cause())) {
            complain(cell, "was taken for " + seen.cause());
        } else if (seen.late().compareTo(floor) > 0) {
            complain(cell, "was named later than after " + floor.toSeconds() + " s");
        }
        suite.journal("provider.state", begin).stream()
                .filter(change -> !change.path("group").asText().equals(cell.group()))
                .forEach(change -> complain(cell, "had a neighbour change: " + change));
    }

    private void print(Cell cell, Seen seen, long rate, Duration healing) {
        named.add(seen.cause());
        String confidence = seen.diagnosis().path("confidence").asText();
        if (confidence.equals("confirmed")) {
            confirmed.add(seen.cause());
        }
        out.printf(
                Locale.ROOT,
                "| %s | %s%s | %s | %s | %.1f s | %.1f s | %,d | %.1f s | %s |%n",
                cell,
                seen.cause(),
                seen.first().equals(seen.cause()) ? "" : ", first as " + seen.first(),
                confidence,
                seen.provider().path("state").asText(),
                seen.made().toMillis() / 1000.0,
                seen.after().toMillis() / 1000.0,
                rate,
                healing.toMillis() / 1000.0,
                withoutAddresses(seen.diagnosis().path("evidence").path(0).asText()));
    }

    /** Ports, process numbers and folders differ from run to run. */
    private static String withoutAddresses(String text) {
        return text.replaceAll("(/[\\w.-]+){2,}/", "…/")
                .replaceAll("127\\.0\\.0\\.1:\\d+", "127.0.0.1:…")
                .replaceAll("\\b\\d{4,}\\b", "…")
                .replace("|", "\\|")
                .replaceAll("\\s+", " ");
    }

    private void complain(Cell cell, String what) {
        wrong.add(cell);
        out.printf(Locale.ROOT, "WRONG: %s %s%n", cell, what);
    }

    private static void pass(Duration longest, BooleanSupplier over) {
        try {
            await().pollDelay(Duration.ZERO)
                    .pollInterval(PACE)
                    .atMost(longest)
                    .until(over::getAsBoolean);
        } catch (ConditionTimeoutException e) {
            // the time is over
        }
    }
}
