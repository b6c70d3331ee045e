package org.rsvpplatform.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Faults while programs write: the cause is the right one, nobody outside the group changes its
 * state, and what is healed stays so. Without load {@link FaultsTest} and {@link MysqlFaultsTest}
 * bring each fault.
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

    @AfterEach
    void leave() {
        operator.leave();
    }

    /** One a layer; the other kind's stand below. */
    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "postgresql, refuse, db.connection-refused",
        "mysql, wrong-password, db.authentication-failed",
        "postgresql, permission, db.permission-denied",
        "mysql, read-only, db.read-only",
        "postgresql, slots-full, db.too-many-connections"
    })
    void a_fault_of_each_layer_is_named_under_load(String provider, String fault, String cause) {
        namedAndHealed(provider, provider, fault, cause);
    }

    @Tag("full")
    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "mysql, refuse, db.connection-refused",
        "postgresql, wrong-password, db.authentication-failed",
        "mysql, permission, db.permission-denied",
        "postgresql, read-only, db.read-only",
        "mysql, slots-full, db.too-many-connections",
        "postgresql, stop, db.connection-refused",
        "postgresql, kill, db.connection-refused",
        "postgresql, kill-postmaster, db.connection-refused",
        "postgresql, freeze, db.connection-timeout",
        "postgresql, blackhole, db.connection-timeout",
        "postgresql, reset, db.connection-lost",
        "postgresql, role-missing, db.role-missing",
        "postgresql, password-expired, db.password-expired",
        "postgresql, host-not-allowed, db.host-not-allowed",
        "postgresql, database-missing, db.database-missing",
        "postgresql, starting-up=8, db.starting-up",
        "postgresql, shutting-down, db.shutting-down",
        "postgresql, disk-full, db.disk-full",
        "postgresql, wal-full, db.disk-full",
        "postgresql, out-of-memory, db.out-of-memory",
        "postgresql, locks, db.idle-in-transaction",
        "mysql, stop, db.connection-refused",
        "mysql, kill, db.connection-refused",
        "mysql, freeze, db.connection-timeout",
        "mysql, blackhole, db.connection-timeout",
        "mysql, reset, db.connection-lost",
        "mysql, role-missing, db.role-missing",
        "mysql, password-expired, db.password-expired",
        "mysql, host-not-allowed, db.host-not-allowed",
        "mysql, database-missing, db.database-missing",
        "mysql, starting-up=12, db.starting-up",
        "mysql, disk-full, db.disk-full",
        "mysql, wal-full, db.disk-full",
        "mysql, locks, db.idle-in-transaction",
        "mysql, out-of-memory, db.out-of-memory"
    })
    void every_other_fault_is_named_under_load(String provider, String fault, String cause) {
        namedAndHealed(provider, provider, fault, cause);
    }

    @Tag("full")
    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "postgresql, lag=20, db.replication-lag",
        "postgresql, kill, db.connection-refused",
        "mysql, broken-replication, db.replication-broken",
        "mysql, lag=8, db.replication-lag",
        "mysql, kill, db.connection-refused"
    })
    void a_standbys_fault_is_named_under_load(String group, String fault, String cause) {
        namedAndHealed("backup-" + group, group, fault, cause);
    }

    private void namedAndHealed(String provider, String group, String fault, String cause) {
        operator = new Operator(suite, provider);
        operator.awaitState("UP");
        Instant changed = Instant.now();
        operator.change("kind:", "probe: { interval: 1s, deadline: 700ms }\n      kind:");
        // Until then the providers that the test before has changed are begun anew, too.
        await().atMost(BEGINS).until(() -> !entries("configuration.applied", changed).isEmpty());
        ALL.forEach(name -> new Operator(suite, name).awaitState("UP"));
        Instant begin = Instant.now();
        try (Writers writers = new Writers(suite.database(group), COMMITS_PER_SECOND)) {
            await().atMost(BEGINS).until(() -> writers.commits() > COMMITS_PER_SECOND / 2);

            operator.broken(fault, cause, null);

            suite.good("heal");
            operator.lookAgain();
            operator.awaitState("UP");
            Instant healed = Instant.now();
            long before = writers.commits();
            await().atMost(QUIET.multipliedBy(3))
                    .until(
                            () ->
                                    Instant.now().isAfter(healed.plus(QUIET))
                                            && writers.commits() > before);
            assertThat(changes(healed)).as("all stays well").isEmpty();
        }
        assertThat(changes(begin))
                .as("nobody else is worse")
                .allSatisfy(change -> assertThat(change.path("group").asText()).isEqualTo(group));
    }

    private List<JsonNode> changes(Instant from) {
        return entries("provider.state", from);
    }

    private List<JsonNode> entries(String type, Instant from) {
        List<JsonNode> entries = new ArrayList<>();
        suite.get(
                        "/api/v1/domains/database/journal?limit=1000&type=%s&from=%s"
                                .formatted(type, from))
                .json()
                .path("entries")
                .forEach(entries::add);
        return entries;
    }
}
