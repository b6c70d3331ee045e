package org.rsvpplatform.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.function.Predicate;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The series of the databases follow what happens at the servers, in what Prometheus reads. */
@ExtendWith(SuiteExtension.class)
class DatabaseSeriesTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final Suite suite;

    DatabaseSeriesTest(Suite suite) {
        this.suite = suite;
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgresql", "mysql"})
    void connections_rise_and_fall_with_the_sessions_of_programs(String provider)
            throws SQLException {
        String all = "rsvp_database_connections{provider=\"%s\"".formatted(provider);
        String inTransaction = all + ",state=\"idle-in-transaction\"}";
        awaitSeen(provider, scrape -> scrape.value(inTransaction).orElseThrow() == 0);

        try (Connection one = inTransaction(provider);
                Connection two = inTransaction(provider);
                Connection three = inTransaction(provider)) {
            awaitSeen(
                    provider,
                    scrape ->
                            scrape.value(inTransaction).orElseThrow() == 3 && scrape.sum(all) >= 3);
            one.rollback();
            two.rollback();
            three.rollback();
        }

        awaitSeen(provider, scrape -> scrape.value(inTransaction).orElseThrow() == 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgresql", "backup-postgresql", "mysql", "backup-mysql"})
    void each_answer_is_timed(String provider) {
        String series = "rsvp_database_response_seconds_%s{provider=\"%s\"}";
        Scrape before = Scrape.of(suite, "database");
        double count = before.value(series.formatted("count", provider)).orElseThrow();
        double sum = before.sum(series.formatted("sum", provider));

        awaitSeen(
                provider,
                scrape ->
                        scrape.value(series.formatted("count", provider)).orElseThrow() > count
                                && scrape.sum(series.formatted("sum", provider)) > sum);
    }

    @ParameterizedTest
    @CsvSource({"postgresql, SELECT pg_sleep(3)", "mysql, SELECT sleep(3)"})
    void a_slow_statement_is_counted(String provider, String statement) throws Exception {
        String series = "rsvp_database_slow_queries_total{provider=\"%s\"}".formatted(provider);
        awaitSeen(provider, scrape -> scrape.value(series).isPresent());
        double before = Scrape.of(suite, "database").value(series).orElseThrow();

        Thread program = Thread.ofVirtual().start(() -> run(provider, statement));
        awaitSeen(provider, scrape -> scrape.value(series).orElseThrow() > before);
        program.join();
    }

    @ParameterizedTest
    @CsvSource({"postgresql, backup-postgresql", "mysql, backup-mysql"})
    void a_standby_has_a_lag_and_a_primary_has_none(String primary, String standby) {
        String series = "rsvp_database_replication_lag_seconds{provider=\"%s\"}";
        awaitSeen(standby, scrape -> scrape.value(series.formatted(standby)).orElseThrow() >= 0);

        assertThat(Scrape.of(suite, "database").value(series.formatted(primary)))
                .hasValue(Double.NaN);
    }

    private Connection inTransaction(String provider) throws SQLException {
        Connection connection = suite.database(provider).connect();
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT count(*) FROM rsvps");
        }
        return connection;
    }

    private void run(String provider, String sql) {
        try (Connection connection = suite.database(provider).connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void awaitSeen(String provider, Predicate<Scrape> as) {
        await().atMost(SOON)
                .pollInterval(Duration.ofMillis(200))
                .until(
                        () -> {
                            look(provider);
                            return Scrape.of(suite, "database");
                        },
                        as);
    }

    /** What is asked every 30 s is asked now. */
    private void look(String provider) {
        Suite.Answer answer =
                suite.post(
                        "/api/v1/commands/providers:test",
                        "{\"parameters\":{\"target\":\"%s\"}}".formatted(provider));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    }
}
