package org.rsvpplatform.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Faults while programs write: the cause is the right one, nobody outside the group changes its
 * state, and what is healed stays so. Without load {@link FaultsTest} and {@link MysqlFaultsTest}
 * bring each fault; times are measured by {@link MatrixBench}.
 */
@ExtendWith(SuiteExtension.class)
class MatrixTest {
    private static final List<String> ALL =
            List.of("postgresql", "backup-postgresql", "mysql", "backup-mysql");

    private static final int COMMITS_PER_SECOND = 200;
    private static final Duration QUIET = Duration.ofSeconds(4);
    private static final Duration BEGINS = Duration.ofSeconds(10);

    /** While credentials are refused a provider is asked every 30 s. */
    private static final Duration HEALS = Duration.ofSeconds(45);

    private static final String QUICK = "{ interval: 1s, deadline: 700ms }";

    /** Writers that had to wait stand in the server's statistics of the last minute. */
    private static final String PATIENT = "capacity: { slowQuery: 1h }";

    /** MySQL and MariaDB count the time that they wait for a row in whole seconds. */
    private static final String SLOWER = "{ interval: 3s, deadline: 2s }";

    /** Knows the configuration as it was before the first cell. */
    private static Operator before;

    private final Suite suite;
    private Operator operator;
    private Cell running;
    private boolean healed;

    MatrixTest(Suite suite) {
        this.suite = suite;
    }

    /**
     * All cells share one configuration: each change of it would cost seconds. Until all are begun
     * anew the gateway may show their last states.
     */
    @BeforeEach
    void allAreLookedAtQuickly() {
        if (before == null) {
            before = new Operator(suite, "postgresql");
            List<Operator> all = ALL.stream().map(name -> new Operator(suite, name)).toList();
            Instant changed = Instant.now();
            suite.applied(() -> Operator.change(all, "kind:", MatrixTest::quick));
            await().atMost(HEALS).until(() -> begunAnew(changed).containsAll(ALL));
        }
    }

    private static String quick(String name) {
        return "probe: %s # %s\n      %skind:".formatted(QUICK, Instant.now(), patient(name));
    }

    private Set<String> begunAnew(Instant since) {
        return suite.journal("provider.state", since).stream()
                .map(change -> change.path("provider").asText())
                .collect(Collectors.toSet());
    }

    /** A standby has it from its primary. */
    private static String patient(String name) {
        return name.startsWith("backup-") ? "" : PATIENT + "\n      ";
    }

    @AfterAll
    static void leaveAllAsItWas() {
        if (before != null) {
            before.leave();
            before = null;
        }
    }

    static Stream<Cell> oneAServer() {
        return Cell.all().stream().filter(Cell::always);
    }

    /** In turns: while one group has its fault, the other one is quiet after its own. */
    static List<Cell> inTurns() {
        Collection<List<Cell>> groups =
                Cell.all().stream()
                        .filter(cell -> !cell.always())
                        .collect(Collectors.groupingBy(Cell::group))
                        .values();
        int longest = groups.stream().mapToInt(List::size).max().orElse(0);
        return IntStream.range(0, longest)
                .boxed()
                .flatMap(turn -> groups.stream().flatMap(of -> of.stream().skip(turn).limit(1)))
                .toList();
    }

    private static boolean isFollowedByItsNeighbour(Cell cell) {
        List<Cell> all = inTurns();
        int next = all.indexOf(cell) + 1;
        return next > 0 && next < all.size() && !all.get(next).group().equals(cell.group());
    }

    @AfterEach
    void leave() {
        if (!healed) {
            suite.healAtOnce();
        }
        if (isSpecial(running)) {
            restored();
        }
    }

    /** The provider is begun anew: until that is over, the gateway may show its last state. */
    private void restored() {
        Instant restored = Instant.now();
        suite.applied(operator::restore);
        await().atMost(BEGINS).until(() -> !suite.journal("provider.state", restored).isEmpty());
        operator.awaitState("UP");
    }

    @ParameterizedTest
    @MethodSource("oneAServer")
    void a_fault_of_each_kind_of_server_is_named_under_load(Cell cell) {
        namedAndHealed(cell);
    }

    @Tag("full")
    @ParameterizedTest
    @MethodSource("inTurns")
    void every_other_fault_is_named_under_load(Cell cell) {
        namedAndHealed(cell);
    }

    private static boolean isSlower(Cell cell) {
        return cell.group().equals("mysql") && cell.fault().equals("locks");
    }

    private static boolean isSpecial(Cell cell) {
        return isSlower(cell) || cell.tlsMode().isPresent();
    }

    private void configure(Cell cell) {
        if (isSlower(cell)) {
            operator.change(QUICK, SLOWER);
        }
        cell.tlsMode().ifPresent(mode -> operator.change("mode: prefer", "mode: " + mode));
    }

    private void namedAndHealed(Cell cell) {
        running = cell;
        operator = new Operator(suite, cell.seen());
        if (isSpecial(cell)) {
            suite.applied(() -> configure(cell));
        }
        allAreUp();
        Instant begin = Instant.now();
        try (Writers postgresql = Writers.atRate(suite.database("postgresql"), COMMITS_PER_SECOND);
                Writers mysql = Writers.atRate(suite.database("mysql"), COMMITS_PER_SECOND)) {
            List.of(postgresql, mysql).forEach(MatrixTest::awaitCommits);

            suite.breakAtOnce(cell.broken(), cell.fault());
            operator.awaitDiagnosis(cell.cause(), null);

            suite.healAtOnce();
            healed = true;
            operator.lookAtAll();
            allAreUp();
            Instant well = Instant.now();
            List.of(postgresql, mysql).forEach(MatrixTest::awaitCommits);
            if (!isFollowedByItsNeighbour(cell)) {
                await().atMost(QUIET.multipliedBy(3))
                        .until(() -> Instant.now().isAfter(well.plus(QUIET)));
            }
            assertThat(suite.journal("provider.state", well)).as("all stays well").isEmpty();
        }
        assertThat(suite.journal("provider.state", begin))
                .as("nobody else is worse, and who was healed before stays well")
                .allSatisfy(
                        change ->
                                assertThat(change.path("group").asText()).isEqualTo(cell.group()));
    }

    private void allAreUp() {
        await().atMost(HEALS).pollDelay(Duration.ZERO).untilAsserted(this::assertAllAreUp);
    }

    private void assertAllAreUp() {
        JsonNode providers = suite.status().path("domains").path("database").path("providers");
        for (String name : ALL) {
            JsonNode seen = providers.path(name);
            assertThat(seen.path("state").asText()).as(seen.toPrettyString()).isEqualTo("UP");
        }
    }

    private static void awaitCommits(Writers writers) {
        long before = writers.commits();
        await().atMost(BEGINS).until(() -> writers.commits() > before + COMMITS_PER_SECOND / 10);
    }
}
