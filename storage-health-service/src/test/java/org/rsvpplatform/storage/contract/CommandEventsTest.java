package org.rsvpplatform.storage.contract;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Commands whose answers are followed, over HTTP. */
@QuarkusTest
@QuarkusTestResource(StorageService.class)
class CommandEventsTest {
    private static final String EVENTS = "/api/v1/commands/storage:watch/events";
    private static final int MOST = 16;

    @Test
    void the_answer_comes_at_once_and_again_and_again_as_the_post_answers_it() throws Exception {
        try (Listener listener = Listener.to(EVENTS + "?who=ada&every=1s")) {
            assertThat(listener.status()).isEqualTo(200);
            Map<String, String> first = listener.event();
            Map<String, String> second = listener.event();

            assertThat(first).containsEntry("event", "answer").containsEntry("id", "1");
            assertThat(first.get("data")).matches("\\{\"who\":\"ada\",\"looks\":[0-9]+}");
            assertThat(second).containsEntry("id", "2");
            assertThat(second.get("data")).isNotEqualTo(first.get("data"));
        }
    }

    @Test
    void a_client_that_comes_back_gets_greater_numbers() throws Exception {
        try (Listener listener = Listener.to(EVENTS, Map.of("Last-Event-ID", "41"))) {
            assertThat(listener.event()).containsEntry("id", "42");
        }
    }

    @Test
    void a_look_that_fails_is_an_event_and_the_next_one_follows() throws Exception {
        try (Listener listener = Listener.to(EVENTS + "?who=eve&failing=2&every=1s")) {
            List<Map<String, String>> events = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                events.add(listener.event());
            }

            assertThat(events).extracting(e -> e.get("event")).contains("answer", "failure");
            assertThat(events)
                    .filteredOn(e -> e.get("event").equals("failure"))
                    .allSatisfy(
                            e ->
                                    assertThat(e.get("data"))
                                            .contains("urn:rsvp:problem:look-failed", "hint")
                                            .doesNotContain("it broke"));
        }
    }

    @Test
    void who_listens_to_the_same_shares_the_looks_and_nobody_looks_for_nobody() throws Exception {
        int before = WatchedCommand.LOOKS.get();
        List<Listener> listeners = new ArrayList<>();
        try {
            for (int i = 0; i < 8; i++) {
                listeners.add(Listener.to(EVENTS + "?who=all&every=1s"));
            }
            for (int round = 0; round < 3; round++) {
                for (Listener listener : listeners) {
                    listener.event();
                }
            }
            assertThat(WatchedCommand.LOOKS.get() - before).isBetween(3, 3 * 8 / 2);
        } finally {
            for (Listener listener : listeners) {
                listener.close();
            }
        }
        await().during(Duration.ofMillis(2500))
                .atMost(Duration.ofSeconds(20))
                .until(WatchedCommand.LOOKS::get, new Unchanged()::since);
    }

    @Test
    void streams_are_bounded_and_a_place_is_free_when_one_ends() throws Exception {
        List<Listener> listeners = new ArrayList<>();
        try {
            await().atMost(Duration.ofSeconds(10))
                    .until(
                            () -> {
                                Listener listener = Listener.to(EVENTS + "?every=30s");
                                listeners.add(listener);
                                return listener.status() == 429;
                            });
            assertThat(listeners).hasSizeLessThanOrEqualTo(MOST + 1);
            assertThat(problem(EVENTS, 429, "too-many-streams").getString("detail"))
                    .isEqualTo("16 commands are followed already");
        } finally {
            for (Listener listener : listeners) {
                listener.close();
            }
        }
        await().atMost(Duration.ofSeconds(10))
                .until(
                        () -> {
                            try (Listener again = Listener.to(EVENTS)) {
                                return again.status() == 200;
                            }
                        });
    }

    @Test
    void wrong_parameters_are_told_before_the_stream_begins() throws Exception {
        assertThat(fields("?loud=yes&failing=often")).isEqualTo(List.of("loud", "failing"));
        assertThat(fields("?who=nobody")).isEqualTo(List.of("who"));
        assertThat(fields("?who=ada&who=eve")).isEqualTo(List.of("who"));
    }

    @Test
    void a_pause_is_a_duration_that_is_neither_too_short_nor_too_long() throws Exception {
        for (String every : new String[] {"999ms", "31s", "often", "0s"}) {
            JsonPath problem = problem(EVENTS + "?every=" + every, 400, "invalid");

            assertThat(problem.getList("errors.field")).isEqualTo(List.of("every"));
            assertThat(problem.getString("hint")).isEqualTo("give a duration from 1s to 30s");
        }
    }

    @Test
    void a_command_that_answers_once_says_so() throws Exception {
        JsonPath problem =
                problem("/api/v1/commands/storage:say/events?word=ha", 404, "not-followable");

        assertThat(problem.getString("detail")).isEqualTo("storage:say answers once");
        problem("/api/v1/commands/storage:sing/events", 404, "not-found");
    }

    @Test
    void a_run_that_is_not_there_has_no_events() throws Exception {
        problem("/api/v1/runs/none/events", 404, "not-found");
    }

    @Test
    void following_needs_the_role_that_the_command_needs() {
        given().header("Authorization", "Bearer " + Gateway.OURS.token("viewer"))
                .get(EVENTS)
                .then()
                .statusCode(403)
                .body("type", equalTo("urn:rsvp:problem:forbidden"));
    }

    @Test
    void the_catalogue_says_which_commands_are_followable() {
        given().header("Authorization", "Bearer " + Gateway.OURS.token("viewer"))
                .get("/api/v1/commands")
                .then()
                .body("commands.findAll { it.followable }.name", contains("storage:watch"));
    }

    private static List<Object> fields(String query) throws Exception {
        return problem(EVENTS + query, 400, "invalid").getList("errors.field");
    }

    private static JsonPath problem(String path, int status, String type) throws Exception {
        try (Listener answered = Listener.to(path)) {
            assertThat(answered.status()).as(path).isEqualTo(status);
            JsonPath problem = JsonPath.from(answered.rest());
            assertThat(problem.getString("type")).isEqualTo("urn:rsvp:problem:" + type);
            assertThat(problem.getString("hint")).isNotEmpty();
            return problem;
        }
    }

    /** Whether a number has stayed what it was. */
    private static final class Unchanged {
        private Integer last;

        boolean since(Integer now) {
            boolean same = now.equals(last);
            last = now;
            return same;
        }
    }
}
