package org.rsvpplatform.gateway;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.rsvpplatform.gateway.service.Services;

/** What the gateway makes of services that answer badly, or not at all. */
@QuarkusTest
@QuarkusTestResource(SmallServices.class)
class GatewayTest {
    private static final List<String> STREAMS =
            List.of(
                    "/api/v1/domains/database/runs/r1/events",
                    "/api/v1/domains/database/runs/r1/events?from=7",
                    "/api/v1/domains/database/active/events",
                    "/api/v1/domains/database/commands/own:watch/events",
                    "/api/v1/commands/own:watch/events?provider=database-one",
                    "/api/v1/domains/database/journal?follow=true");

    @BeforeEach
    void every_service_was_looked_at() {
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(
                        () ->
                                viewer().get("/api/v1/status")
                                        .then()
                                        .body("domains.auth.state", equalTo("UP"))
                                        .body("domains.database.state", equalTo("UP"))
                                        .body("domains.email.problems[0]", containsString("silent"))
                                        .body(
                                                "domains.storage.problems[0]",
                                                containsString("no status")));
    }

    @Test
    void a_service_that_answers_no_status_is_unknown() {
        viewer().get("/api/v1/status").then().body("domains.storage.state", equalTo("UNKNOWN"));
    }

    @Test
    void an_error_of_one_service_makes_the_verdict_bad() {
        health("busy")
                .statusCode(200)
                .body("verdict", equalTo("bad"))
                .body(
                        "unreachable.find { it.domain == 'database' }.problem",
                        equalTo("HTTP 503: the store is full"));
    }

    @Test
    void services_that_do_not_know_the_target_are_no_trouble_when_another_does() {
        health("elsewhere").statusCode(200).body("unreachable.domain", not(hasItem("database")));
    }

    @Test
    void a_target_that_no_service_knows_may_be_that_of_one_that_never_answered() {
        health("nowhere").statusCode(502).body("detail", startsWith("email: "));
    }

    @Test
    void a_path_that_leads_nowhere_is_answered_as_everything_else_is() {
        viewer().get("/api/v1/nowhere")
                .then()
                .statusCode(404)
                .body("type", equalTo("urn:rsvp:problem:http"))
                .body("hint", equalTo("see /q/openapi for what there is"));
    }

    @Test
    void a_service_that_never_answered_is_missing_from_no_shared_command() {
        health("")
                .statusCode(200)
                .body("verdict", equalTo("bad"))
                .body(
                        "unreachable.find { it.domain == 'email' }.problem",
                        startsWith("the service is silent"));
    }

    @Test
    void a_target_of_one_domain_asks_only_that_one() {
        health("auth-one").statusCode(200).body("verdict", equalTo("good"));
    }

    @Test
    void a_target_has_the_name_that_the_command_gives_it() {
        viewer().body("{\"parameters\": {\"provider\": \"database-one\"}}")
                .post("/api/v1/commands/own:reconnect")
                .then()
                .statusCode(202)
                .body("runs.domain", contains("database"));
    }

    @Test
    void a_path_below_a_domain_is_passed_on_as_it_was_written() {
        viewer().urlEncodingEnabled(false)
                .get("/api/v1/domains/%64atabase/echo/a%2Fb?text=c%26d")
                .then()
                .statusCode(200)
                .body("uri", equalTo("/api/v1/echo/a%2Fb?text=c%26d"));
    }

    @Test
    void a_frozen_service_holds_nobody_up_below_its_domain() {
        viewer().get("/api/v1/domains/database/frozen")
                .then()
                .statusCode(502)
                .body("detail", equalTo("database: no answer within 1000 ms"));
    }

    @Test
    void a_word_in_a_request_does_not_rid_it_of_its_deadline() {
        for (String method : new String[] {"GET", "POST"}) {
            viewer().accept("text/event-stream")
                    .request(method, "/api/v1/domains/database/frozen?follow=true")
                    .then()
                    .statusCode(502)
                    .body("detail", equalTo("database: no answer within 1000 ms"));
        }
    }

    @Test
    void streams_make_no_service_silent_and_are_bounded() throws Exception {
        try (HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            List<InputStream> open = new ArrayList<>();
            try {
                for (int i = 0; i < Services.MOST_STREAMS; i++) {
                    HttpResponse<InputStream> stream =
                            stream(http, STREAMS.get(i % STREAMS.size()));
                    open.add(stream.body());
                    assertThat(stream.statusCode()).isEqualTo(200);
                }

                for (String path : STREAMS) {
                    viewer().get(path)
                            .then()
                            .statusCode(429)
                            .contentType("application/problem+json")
                            .body("detail", equalTo("64 streams to database are open already"))
                            .body("hint", startsWith("end one of them"));
                }
                int looks = SmallServices.looks("database");
                await().atMost(Duration.ofSeconds(10))
                        .until(() -> SmallServices.looks("database") > looks + 2);
                viewer().get("/api/v1/domains/database/echo").then().statusCode(200);
            } finally {
                for (InputStream stream : open) {
                    stream.close();
                }
            }
            await().atMost(Duration.ofSeconds(10))
                    .until(
                            () -> {
                                HttpResponse<InputStream> again = stream(http, STREAMS.getFirst());
                                again.body().close();
                                return again.statusCode() == 200;
                            });
        }
    }

    @Test
    void a_followed_command_is_a_stream_of_the_service_that_its_target_names() throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<InputStream> stream =
                    stream(http, "/api/v1/commands/own:watch/events?provider=auth-one&every=1s");
            try (InputStream body = stream.body()) {
                String event = "data: /api/v1/commands/own:watch/events?provider=auth-one&every=1s";
                assertThat(stream.headers().firstValue("Content-Type"))
                        .hasValue("text/event-stream");
                assertThat(new String(body.readNBytes(event.length()), StandardCharsets.UTF_8))
                        .isEqualTo(event);
            }
        }
    }

    @Test
    void a_command_is_followed_at_one_service_that_is_not_silent() throws Exception {
        assertThat(problem("/api/v1/commands/own:watch/events", 404, "not-found"))
                .contains("these may be meant: auth, database, email, storage")
                .contains("/api/v1/domains/auth/commands/own:watch/events");
        assertThat(
                        problem(
                                "/api/v1/commands/own:watch/events?provider=email",
                                502,
                                "service-unreachable"))
                .contains("email: the service is silent");
    }

    @Test
    void a_command_that_answers_once_or_is_not_offered_is_no_stream() throws Exception {
        problem("/api/v1/commands/providers:health/events", 404, "not-followable");
        problem("/api/v1/commands/own:nothing/events", 502, "service-unreachable");
    }

    @Test
    void nobody_follows_without_a_token() {
        given().get("/api/v1/commands/own:watch/events?provider=auth-one")
                .then()
                .statusCode(401)
                .body("type", equalTo("urn:rsvp:problem:unauthenticated"));
    }

    /** The text of a problem; a stream in its place would have no end. */
    private static String problem(String path, int status, String type) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<InputStream> answer = stream(http, path);
            try (InputStream body = answer.body()) {
                assertThat(answer.statusCode()).as(path).isEqualTo(status);
                return assertThat(new String(body.readAllBytes(), StandardCharsets.UTF_8))
                        .contains("urn:rsvp:problem:" + type)
                        .actual();
            }
        }
    }

    private static HttpResponse<InputStream> stream(HttpClient http, String path) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + RestAssured.port + path))
                        .header("Authorization", "Bearer " + SmallServices.TOKEN)
                        .build(),
                HttpResponse.BodyHandlers.ofInputStream());
    }

    @Test
    void the_journal_passes_a_refusal_on() {
        viewer().get("/api/v1/journal")
                .then()
                .statusCode(403)
                .body("detail", equalTo("your role is too small"));
    }

    @Test
    void a_limit_out_of_range_is_refused() {
        viewer().get("/api/v1/journal?limit=0")
                .then()
                .statusCode(400)
                .body("errors[0].field", equalTo("limit"));
        viewer().get("/api/v1/journal?latest=1001")
                .then()
                .statusCode(400)
                .body("errors[0].field", equalTo("latest"));
    }

    private static ValidatableResponse health(String target) {
        return viewer().body("{\"parameters\": {\"target\": \"%s\"}}".formatted(target))
                .post("/api/v1/commands/providers:health")
                .then();
    }

    private static RequestSpecification viewer() {
        return given().auth().oauth2(SmallServices.TOKEN).contentType("application/json");
    }
}
