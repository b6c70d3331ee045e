package org.rsvpplatform.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.rsvpplatform.endtoend.Operator.lines;

import com.fasterxml.jackson.databind.JsonNode;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What no probe meets, only a program of the platform with its own statements, pool or path: the
 * real error is reported as the program has it, explained, and gone by what the remedy says.
 */
@ExtendWith(SuiteExtension.class)
class ReportedTest {
    private static final String HOLD = "UPDATE users SET name = name WHERE id = 1";
    private static final String CROSS = "UPDATE users SET name = name WHERE id = 2";

    private final Suite suite;
    private final List<AutoCloseable> open = new ArrayList<>();
    private final List<Runnable> undo = new ArrayList<>();

    ReportedTest(Suite suite) {
        this.suite = suite;
    }

    @AfterEach
    void leave() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
        undo.forEach(Runnable::run);
    }

    /** The last column is what the program does when it has understood. */
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    postgresql | SELEKT 1                                  | db.syntax-error         | server_version  | SELECT 1
                    mysql      | SELEKT 1                                  | db.syntax-error         | sql_mode        | SELECT 1
                    postgresql | UPDATE events SET capacity = -1           | db.constraint-violated  | pg_constraint   | UPDATE events SET capacity = capacity
                    mysql      | UPDATE events SET capacity = -1           | db.constraint-violated  | SHOW CREATE     | UPDATE events SET capacity = capacity
                    postgresql | INSERT INTO users (email, name) VALUES ('user1@rsvp.example', 'x') | db.constraint-violated | pg_constraint | UPDATE users SET name = name WHERE email = 'user1@rsvp.example'
                    postgresql | INSERT INTO users (email, name) SELECT string_agg(md5(g::text), ''), 'x' FROM generate_series(1, 400) g | db.packet-too-large | pg_indexes | SELECT 1
                    mysql      | INSERT INTO users (email, name) VALUES ('user1@rsvp.example', 'x') | db.constraint-violated | table_constraints | UPDATE users SET name = name WHERE email = 'user1@rsvp.example'
                    """)
    void a_statement_that_is_wrong(
            String provider, String statement, String cause, String word, String right)
            throws SQLException {
        JsonNode diagnosis = operator(provider).reported(statement, cause, "confirmed");

        administrator(provider).sql(lines(diagnosis, word));

        run(program(provider), right);
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgresql", "mysql"})
    void a_column_that_is_not_there(String provider) throws SQLException {
        String statement = "SELECT nickname FROM users";
        JsonNode diagnosis =
                operator(provider).reported(statement, "db.schema-mismatch", "confirmed");
        undo(provider, "ALTER TABLE users DROP COLUMN nickname");

        administrator(provider).sql(lines(diagnosis, "information_schema.columns"));
        administrator(provider).sql(List.of("ALTER TABLE users ADD COLUMN nickname varchar(80)"));

        run(program(provider), statement);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    postgresql | ALTER ROLE rsvp SET statement_timeout = '200ms' | ALTER ROLE rsvp RESET statement_timeout | SELECT pg_sleep(0.5) | ALTER ROLE
                    mysql      | SET GLOBAL max_statement_time = 0.2             | SET GLOBAL max_statement_time = 0       | SELECT sleep(0.5)    | SHOW GLOBAL
                    """)
    void a_statement_that_runs_longer_than_it_may(
            String provider, String limit, String noLimit, String statement, String word)
            throws SQLException {
        undo(provider, noLimit);
        administrator(provider).sql(List.of(limit));
        JsonNode diagnosis =
                operator(provider).reported(statement, "db.statement-timeout", "confirmed");

        administrator(provider).sql(lines(diagnosis, word));
        if (word.startsWith("SHOW")) {
            administrator(provider).sql(List.of(noLimit));
        }

        run(program(provider), statement);
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgresql", "mysql"})
    void a_row_that_another_program_holds(String provider) throws SQLException {
        Connection holder = transaction(provider);
        run(holder, HOLD);
        Connection waiter = program(provider);
        run(
                waiter,
                provider.equals("mysql")
                        ? "SET innodb_lock_wait_timeout = 1"
                        : "SET lock_timeout = 200");
        JsonNode diagnosis =
                operator(provider)
                        .reportedText(failing(waiter, HOLD), "db.lock-timeout", "confirmed");

        administrator(provider).sql(lines(diagnosis, "blocked_by"));
        holder.rollback();

        run(waiter, HOLD);
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgresql", "mysql"})
    void a_circle_of_two_programs(String provider) throws SQLException {
        Connection one = transaction(provider);
        Connection other = transaction(provider);
        run(one, HOLD);
        run(other, CROSS);
        CompletableFuture<String> crossing = CompletableFuture.supplyAsync(() -> met(one, CROSS));
        String here = met(other, HOLD);
        other.rollback();
        String there = crossing.join();
        one.rollback();
        String victim = here.isEmpty() ? there : here;
        JsonNode diagnosis = operator(provider).reportedText(victim, "db.deadlock", "confirmed");

        administrator(provider)
                .sql(lines(diagnosis, provider.equals("mysql") ? "INNODB STATUS" : "deadlocks"));

        run(other, HOLD);
        run(other, CROSS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgresql", "mysql"})
    void a_snapshot_that_another_program_has_overtaken(String provider) throws SQLException {
        Connection late = program(provider);
        if (provider.equals("mysql")) {
            run(late, "SET SESSION innodb_snapshot_isolation = ON");
        }
        late.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        late.setAutoCommit(false);
        run(late, "SELECT * FROM users WHERE id = 1");
        run(program(provider), "UPDATE users SET created_at = current_timestamp WHERE id = 1");
        String change = "UPDATE users SET name = 'late' WHERE id = 1";
        JsonNode diagnosis =
                operator(provider)
                        .reportedText(
                                failing(late, change), "db.serialization-failure", "confirmed");
        assertThat(diagnosis.path("remedies").path(0).path("text").asText()).startsWith("Retry");

        late.rollback();
        run(late, change);
        late.rollback();
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgresql", "mysql"})
    void a_pool_whose_only_connection_is_never_given_back(String provider) throws SQLException {
        HikariConfig config = new HikariConfig();
        DatabaseUrl database = suite.database(provider);
        config.setJdbcUrl(database.jdbc());
        config.setUsername(database.user());
        config.setPassword(database.password());
        config.setMaximumPoolSize(1);
        config.setConnectionTimeout(1500);
        config.addDataSourceProperty("ApplicationName", "checkout");
        config.addDataSourceProperty("connectionAttributes", "program_name:checkout");
        HikariDataSource pool = new HikariDataSource(config);
        open.add(pool);
        Connection leaked = pool.getConnection();
        leaked.setAutoCommit(false);
        run(leaked, "SELECT count(*) FROM users");
        CompletableFuture<String> waits = CompletableFuture.supplyAsync(() -> emptyHanded(pool));
        HikariPoolMXBean figures = pool.getHikariPoolMXBean();
        await().atMost(Duration.ofSeconds(1))
                .until(() -> figures.getThreadsAwaitingConnection() == 1);
        operator(provider)
                .reportedPool(
                        "checkout",
                        figures.getTotalConnections(),
                        figures.getActiveConnections(),
                        figures.getThreadsAwaitingConnection(),
                        "db.pool-exhausted");
        JsonNode diagnosis =
                operator(provider).reportedText(waits.join(), "db.pool-exhausted", "confirmed");

        assertThat(suite.good("db:pool-status", provider, "--output=json"))
                .containsPattern(
                        "\"application\": \"checkout\",\\s+\"size\": 1,\\s+\"used\": 1,"
                                + "\\s+\"waiting\": 1");
        administrator(provider)
                .sql(
                        lines(
                                diagnosis,
                                provider.equals("mysql") ? "innodb_trx" : "pg_stat_activity"));
        leaked.close();

        pool.getConnection().close();
    }

    private static String emptyHanded(HikariDataSource pool) {
        try (Connection unexpected = pool.getConnection()) {
            throw new AssertionError("the pool had another: " + unexpected);
        } catch (SQLException e) {
            return e.toString();
        }
    }

    /** Neither server of the sandbox has a socket where its client looks for one. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    postgresql | psql -h /nowhere/at/all -U rsvp -d rsvp                   | psql -h
                    mysql      | mariadb --protocol=socket --socket=/nowhere/at/all -u rsvp | mysql -h
                    """)
    void a_socket_that_is_not_there(String provider, String command, String word) {
        Administrator administrator = administrator(provider);
        String said = administrator.failing(command);
        JsonNode diagnosis =
                operator(provider).reportedText(said, "db.socket-missing", "confirmed");

        administrator.asProgram(lines(diagnosis, word));
    }

    private Operator operator(String provider) {
        return new Operator(suite, provider);
    }

    private Administrator administrator(String provider) {
        return new Administrator(suite, provider);
    }

    private void undo(String provider, String statement) {
        undo.add(() -> administrator(provider).sql(List.of(statement)));
    }

    private Connection program(String provider) throws SQLException {
        Connection connection = suite.database(provider).connect();
        open.add(connection);
        return connection;
    }

    private Connection transaction(String provider) throws SQLException {
        Connection connection = program(provider);
        connection.setAutoCommit(false);
        return connection;
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** What the program is told; empty when all went well. */
    private static String met(Connection connection, String sql) {
        try {
            run(connection, sql);
            return "";
        } catch (SQLException e) {
            return e.toString();
        }
    }

    private static String failing(Connection connection, String sql) {
        String met = met(connection, sql);
        assertThat(met).as(sql).isNotEmpty();
        return met;
    }
}
