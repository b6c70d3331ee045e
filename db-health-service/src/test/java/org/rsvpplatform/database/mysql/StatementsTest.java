package org.rsvpplatform.database.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rsvpplatform.database.ProbedDomain;
import org.rsvpplatform.database.Statements;
import org.rsvpplatform.kit.observe.cause.Catalogue;
import org.rsvpplatform.kit.observe.cause.Confidence;
import org.rsvpplatform.kit.observe.cause.Diagnosis;
import org.rsvpplatform.kit.observe.cause.Signal;
import org.rsvpplatform.kit.observe.provider.Layer;
import org.rsvpplatform.sandbox.junit.Sandboxed;
import org.rsvpplatform.sandbox.mariadb.MariadbPair;
import org.rsvpplatform.sandbox.mariadb.MariadbServer;

/**
 * What the platform's programs are answered, from the server's own mouth: by its number, as a check
 * sees it, and by its text, as a program reports it.
 */
@Sandboxed
class StatementsTest {
    private static final int TOO_LARGE = 1153;

    private static final Catalogue CATALOGUE = ProbedDomain.catalogue();

    private MariadbServer server;

    @BeforeEach
    void use(MariadbPair pair) {
        server = pair.primary();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    SELECT * FROM gone                                             | db.schema-missing      | 1146
                    SELECT gone FROM users                                         | db.schema-mismatch     | 1054
                    INSERT INTO events (title) VALUES ('x')                        | db.schema-mismatch     | 1364
                    INSERT INTO users (email, name) VALUES ('user1@rsvp.example', 'x') | db.constraint-violated | 1062
                    INSERT INTO users (email, name) VALUES (NULL, 'x')             | db.constraint-violated | 1048
                    INSERT INTO guests (event_id, name, email) VALUES (-1, 'x', 'x') | db.constraint-violated | 1452
                    UPDATE events SET capacity = -1 LIMIT 1                        | db.constraint-violated | 4025
                    SELEKT 1                                                       | db.syntax-error        | 1064
                    SET STATEMENT max_statement_time = 0.1 FOR SELECT sleep(3)     | db.statement-timeout   | 1969
                    CREATE TABLE mine (id int)                                     | db.permission-denied   | 1142
                    SET GLOBAL read_only = ON                                      | db.permission-denied   | 1227
                    INSERT INTO users (email, name) VALUES ('y', repeat('x', 2000)) | db.packet-too-large   | 1406
                    USE mysql                                                      | db.permission-denied   | 1044
                    """)
    void an_error_of_a_statement_is_known(String statement, String cause, int code) {
        means(failing(statement), cause, code);
    }

    @Test
    void a_row_that_another_transaction_holds_is_a_lock_timeout() throws SQLException {
        try (Connection holder = server.connect();
                Connection waiter = server.connect()) {
            holder.setAutoCommit(false);
            Statements.run(holder, "UPDATE users SET name = name WHERE id = 1");
            Statements.run(waiter, "SET innodb_lock_wait_timeout = 1");

            means(
                    Statements.failing(waiter, "UPDATE users SET name = name WHERE id = 1"),
                    "db.lock-timeout",
                    1205);
        }
    }

    @Test
    void a_circle_of_two_transactions_is_a_deadlock() throws Exception {
        try (Connection one = server.connect();
                Connection other = server.connect()) {
            one.setAutoCommit(false);
            other.setAutoCommit(false);
            Statements.run(one, "UPDATE users SET name = name WHERE id = 1");
            Statements.run(other, "UPDATE users SET name = name WHERE id = 2");
            AtomicReference<SQLException> victim = new AtomicReference<>();
            CompletableFuture<Void> crossing =
                    CompletableFuture.runAsync(
                            () ->
                                    Statements.keep(
                                            victim,
                                            one,
                                            "UPDATE users SET name = name WHERE id = 2"));
            Statements.keep(victim, other, "UPDATE users SET name = name WHERE id = 1");
            other.rollback();
            crossing.join();

            means(victim.get(), "db.deadlock", 1213);
        }
    }

    @Test
    void a_snapshot_that_is_overtaken_is_a_serialization_failure() throws SQLException {
        try (Connection late = server.connect();
                Connection quick = server.connect()) {
            Statements.run(late, "SET SESSION innodb_snapshot_isolation = ON");
            late.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            late.setAutoCommit(false);
            Statements.run(late, "SELECT * FROM users WHERE id = 1");
            Statements.run(quick, "UPDATE users SET name = concat(name, '.') WHERE id = 1");

            means(
                    Statements.failing(late, "UPDATE users SET name = 'late' WHERE id = 1"),
                    "db.serialization-failure",
                    1020);
        }
    }

    @Test
    void a_session_that_is_ended_is_told_so() throws Exception {
        try (Connection session = server.connect()) {
            AtomicReference<SQLException> ended = new AtomicReference<>();
            CompletableFuture<Void> sleeping =
                    CompletableFuture.runAsync(
                            () -> Statements.keep(ended, session, "SELECT sleep(20)"));
            await().atMost(Duration.ofSeconds(10))
                    .until(
                            () ->
                                    !server.rows(
                                                    "SELECT id FROM information_schema.processlist"
                                                            + " WHERE info = 'SELECT sleep(20)'")
                                            .isEmpty());
            server.sqlHere("KILL QUERY USER rsvp");
            sleeping.join();

            means(ended.get(), "db.statement-timeout", 1317);
        }
    }

    @Test
    void a_server_that_is_read_only_says_so() {
        server.breakWith("read-only");

        means(failing("UPDATE users SET name = name WHERE id = 1"), "db.read-only", 1290);
    }

    @Test
    void a_packet_that_is_too_large_is_told() {
        server.breakWith("packet-too-large");

        // The server hangs up with its answer; a client that still sends may not read it.
        SQLException error =
                await().atMost(Duration.ofSeconds(10))
                        .until(
                                () -> failing("SELECT length('%s')".formatted("x".repeat(2_000))),
                                said -> said.getErrorCode() == TOO_LARGE);
        assertThat(CATALOGUE.diagnose(error.toString(), Map.of("domain", "database")))
                .as("%s", error)
                .extracting(Diagnosis::cause)
                .startsWith("db.packet-too-large");
    }

    private void means(SQLException error, String cause, int code) {
        assertThat(error.getErrorCode()).as("%s", error).isEqualTo(code);
        Signal signal = new Signal.ErrorCode("mysql", Integer.toString(code), error.getMessage());
        Diagnosis seen =
                CATALOGUE.diagnosis(List.of(signal), Layer.OPERATION, Map.of("kind", "mysql"));
        assertThat(seen.cause()).as("%s", error).isEqualTo(cause);
        assertThat(seen.confidence()).as("%s", error).isEqualTo(Confidence.CONFIRMED);
        assertThat(
                        CATALOGUE.diagnose(
                                "ERROR %d (%s): %s"
                                        .formatted(code, error.getSQLState(), error.getMessage()),
                                Map.of()))
                .as("%s", error)
                .extracting(Diagnosis::cause)
                .startsWith(cause);
    }

    private SQLException failing(String statement) {
        try (Connection session = server.connect()) {
            return Statements.failing(session, statement);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
