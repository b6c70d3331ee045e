package org.rsvpplatform.database.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
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
import org.rsvpplatform.sandbox.postgresql.PostgresServer;

/**
 * What the platform's programs are answered, from the server's own mouth: by its SQLSTATE, as a
 * check sees it, and by its text, as a program reports it.
 */
@Sandboxed
class StatementsTest {
    private static final Catalogue CATALOGUE = ProbedDomain.catalogue();

    private PostgresServer server;

    @BeforeEach
    void use(PostgresServer given) {
        server = given;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    SELECT * FROM gone                                               | db.schema-missing      | 42P01
                    SELECT gone FROM users                                           | db.schema-mismatch     | 42703
                    INSERT INTO users (email, name) VALUES ('user1@rsvp.example', 'x') | db.constraint-violated | 23505
                    INSERT INTO users (email, name) VALUES (NULL, 'x')               | db.constraint-violated | 23502
                    INSERT INTO rsvps (guest_id, answer) VALUES (-1, 'yes')          | db.constraint-violated | 23503
                    UPDATE events SET capacity = -1                                  | db.constraint-violated | 23514
                    SELEKT 1                                                         | db.syntax-error        | 42601
                    SET statement_timeout = 100; SELECT pg_sleep(3)                  | db.statement-timeout   | 57014
                    SELECT * FROM pg_authid                                          | db.permission-denied   | 42501
                    BEGIN READ ONLY; UPDATE users SET name = name                    | db.read-only           | 25006
                    INSERT INTO users (email, name) SELECT string_agg(md5(g::text), ''), 'x' FROM generate_series(1, 400) g | db.packet-too-large    | 54000
                    """)
    void an_error_of_a_statement_is_known(String statement, String cause, String sqlState)
            throws SQLException {
        try (Connection session = server.connect()) {
            means(Statements.failing(session, statement), cause, sqlState);
        }
    }

    @Test
    void a_row_that_another_transaction_holds_is_a_lock_timeout() throws SQLException {
        try (Connection holder = server.connect();
                Connection waiter = server.connect()) {
            holder.setAutoCommit(false);
            Statements.run(holder, "UPDATE users SET name = name WHERE id = 1");
            Statements.run(waiter, "SET lock_timeout = 200");

            means(
                    Statements.failing(waiter, "UPDATE users SET name = name WHERE id = 1"),
                    "db.lock-timeout",
                    "55P03");
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

            means(victim.get(), "db.deadlock", "40P01");
        }
    }

    @Test
    void a_snapshot_that_is_overtaken_is_a_serialization_failure() throws SQLException {
        try (Connection late = server.connect();
                Connection quick = server.connect()) {
            late.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            late.setAutoCommit(false);
            Statements.run(late, "SELECT * FROM users WHERE id = 1");
            Statements.run(quick, "UPDATE users SET name = name || '.' WHERE id = 1");

            means(
                    Statements.failing(late, "UPDATE users SET name = 'late' WHERE id = 1"),
                    "db.serialization-failure",
                    "40001");
        }
    }

    @Test
    void a_damaged_page_is_corruption() throws SQLException {
        server.breakWith("corrupt");

        try (Connection session = server.connect()) {
            means(Statements.failing(session, "SELECT * FROM rsvps"), "db.corruption", "XX001");
        }
    }

    private static void means(SQLException error, String cause, String sqlState) {
        assertThat(error.getSQLState()).as("%s", error).isEqualTo(sqlState);
        Signal signal = new Signal.SqlState(sqlState, error.getMessage());
        Diagnosis seen =
                CATALOGUE.diagnosis(List.of(signal), Layer.OPERATION, Map.of("kind", "postgresql"));
        assertThat(seen.cause()).as("%s", error).isEqualTo(cause);
        assertThat(seen.confidence()).as("%s", error).isEqualTo(Confidence.CONFIRMED);
        assertThat(CATALOGUE.diagnose(error.getMessage(), Map.of()))
                .as("%s", error)
                .extracting(Diagnosis::cause)
                .startsWith(cause);
    }
}
