package org.rsvpplatform.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The sessions of a database as the gateway streams them. */
@ExtendWith(SuiteExtension.class)
class FollowedConnectionsTest {
    private static final String EVENTS = "/api/v1/commands/db:monitor-connections/events";
    private static final String DATA = "data:";

    private final Suite suite;

    FollowedConnectionsTest(Suite suite) {
        this.suite = suite;
    }

    @Test
    void a_session_that_idles_in_a_transaction_is_shown_and_gone_when_it_ends() throws Exception {
        try (HttpClient http = HttpClient.newHttpClient();
                Stream<String> lines = stream(http).body()) {
            Iterator<String> following = lines.iterator();
            long pid;
            try (Connection program = suite.database("postgresql").connect()) {
                program.setAutoCommit(false);
                pid = pid(program);
                awaitAnswer(following, answer -> idlesInTransaction(answer, pid));
            }
            awaitAnswer(following, answer -> !shows(answer, pid));
        }
    }

    @Test
    void the_same_is_to_be_had_below_the_domain_and_by_the_command_line() {
        Suite.Answer wrong =
                suite.get(
                        "/api/v1/domains/database/commands/db:monitor-connections/events?limit=0");
        assertThat(wrong.status()).as(wrong.text()).isEqualTo(400);
        assertThat(wrong.json().at("/errors/0/field").asText()).isEqualTo("limit");

        assertThat(suite.good("db:monitor-connections", "postgresql"))
                .containsPattern("PID +.*STATE +AGE +.*STATEMENT");
    }

    @Test
    void following_needs_the_role_that_the_command_needs() {
        Suite.Answer refused =
                suite.send("GET", suite.env("RSVP_URL") + EVENTS, null, suite.admitted("viewer"));

        assertThat(refused.status()).as(refused.text()).isEqualTo(403);
        assertThat(refused.json().path("detail").asText()).contains("operator");
    }

    private HttpResponse<Stream<String>> stream(HttpClient http) throws Exception {
        HttpResponse<Stream<String>> response =
                http.send(
                        HttpRequest.newBuilder(
                                        URI.create(
                                                suite.env("RSVP_URL")
                                                        + EVENTS
                                                        + "?provider=postgresql&every=1s"))
                                .header("Authorization", "Bearer " + suite.env("RSVP_TOKEN"))
                                .timeout(Duration.ofSeconds(20))
                                .build(),
                        HttpResponse.BodyHandlers.ofLines());
        assertThat(response.statusCode()).isEqualTo(200);
        return response;
    }

    /** Reads answers until one is as it should be. */
    private static void awaitAnswer(Iterator<String> lines, Predicate<JsonNode> condition)
            throws Exception {
        CompletableFuture<Void> met = new CompletableFuture<>();
        Thread.ofVirtual()
                .start(
                        () -> {
                            try {
                                while (!met.isDone()) {
                                    String line = lines.next();
                                    if (line.startsWith(DATA)
                                            && condition.test(
                                                    Suite.JSON.readTree(
                                                            line.substring(DATA.length())))) {
                                        met.complete(null);
                                    }
                                }
                            } catch (Exception e) {
                                met.completeExceptionally(e);
                            }
                        });
        met.get(20, TimeUnit.SECONDS);
    }

    private static boolean idlesInTransaction(JsonNode answer, long pid) {
        return answer.path("connections")
                .valueStream()
                .anyMatch(
                        s ->
                                s.path("pid").asLong() == pid
                                        && s.path("state").asText().equals("idle-in-transaction"));
    }

    private static boolean shows(JsonNode answer, long pid) {
        return answer.path("connections")
                .valueStream()
                .anyMatch(s -> s.path("pid").asLong() == pid);
    }

    private static long pid(Connection program) throws Exception {
        try (Statement statement = program.createStatement();
                ResultSet rows = statement.executeQuery("SELECT pg_backend_pid()")) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
