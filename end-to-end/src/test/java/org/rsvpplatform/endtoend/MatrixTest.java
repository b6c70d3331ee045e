package org.rsvpplatform.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
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

    private final Suite suite;
    private Operator operator;

    MatrixTest(Suite suite) {
        this.suite = suite;
    }

    static Stream<Cell> oneALayer() {
        return Cell.all().stream().filter(Cell::always);
    }

    static Stream<Cell> others() {
        return Cell.all().stream().filter(cell -> !cell.always());
    }

    @AfterEach
    void leave() {
        operator.leave();
    }

    @ParameterizedTest
    @MethodSource("oneALayer")
    void a_fault_of_each_layer_is_named_under_load(Cell cell) {
        namedAndHealed(cell);
    }

    @Tag("full")
    @ParameterizedTest
    @MethodSource("others")
    void every_other_fault_is_named_under_load(Cell cell) {
        namedAndHealed(cell);
    }

    /** MySQL and MariaDB count the time that they wait for a row in whole seconds. */
    private static String probe(Cell cell) {
        return cell.group().equals("mysql") && cell.fault().equals("locks")
                ? "{ interval: 3s, deadline: 2s }"
                : "{ interval: 1s, deadline: 700ms }";
    }

    private void configure(Cell cell) {
        // The mark makes it another text than the last one, which may not have been seen to go.
        operator.change(
                "kind:", "probe: %s # %s\n      kind:".formatted(probe(cell), Instant.now()));
        cell.tlsMode().ifPresent(mode -> operator.change("mode: prefer", "mode: " + mode));
    }

    private void namedAndHealed(Cell cell) {
        operator = new Operator(suite, cell.seen());
        operator.awaitState("UP");
        // Until it is in use the providers that the test before has changed are begun anew, too.
        suite.applied(() -> configure(cell));
        ALL.forEach(name -> new Operator(suite, name).awaitState("UP"));
        Instant begin = Instant.now();
        try (Writers writers = Writers.atRate(suite.database(cell.group()), COMMITS_PER_SECOND)) {
            await().atMost(BEGINS).until(() -> writers.commits() > COMMITS_PER_SECOND / 2);

            suite.good("break", cell.broken(), cell.fault());
            operator.awaitDiagnosis(cell.cause(), null);

            suite.good("heal");
            operator.lookAgain();
            ALL.forEach(name -> new Operator(suite, name).awaitState("UP"));
            Instant healed = Instant.now();
            long before = writers.commits();
            await().atMost(QUIET.multipliedBy(3))
                    .until(
                            () ->
                                    Instant.now().isAfter(healed.plus(QUIET))
                                            && writers.commits() > before);
            assertThat(suite.journal("provider.state", healed)).as("all stays well").isEmpty();
        }
        assertThat(suite.journal("provider.state", begin))
                .as("nobody else is worse")
                .allSatisfy(
                        change ->
                                assertThat(change.path("group").asText()).isEqualTo(cell.group()));
    }
}
