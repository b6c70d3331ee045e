package org.rsvpplatform.storage.contract;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The contract of a domain service over HTTP, at the example of one. */
@QuarkusTest
@QuarkusTestResource(StorageService.class)
class ContractTest {
    @Test
    void the_status_says_how_each_provider_is_and_why() {
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(
                        () ->
                                Caller.viewer()
                                        .get("/api/v1/status")
                                        .then()
                                        .body("state", equalTo("UP")));

        Caller.viewer()
                .get("/api/v1/status?detailed=true")
                .then()
                .statusCode(200)
                .body("groups.local.active", equalTo("local"))
                .body("providers.local.role", equalTo("active"))
                .body("providers.spare.role", equalTo("standby"))
                .body("providers.local.measuredAt", notNullValue())
                .body("providers.local.checks.layer", hasItems("connect", "operation"));
        Caller.viewer().get("/api/v1/status").then().body("providers.local.checks", nullValue());
    }

    @Test
    void a_probe_that_is_asked_for_with_debug_answers_what_was_sent_and_received() {
        Caller.operator()
                .body("{\"providers\": [\"local\"], \"debug\": true}")
                .post("/api/v1/probe")
                .then()
                .statusCode(200)
                .body("providers[0].provider", equalTo("local"))
                .body("providers[0].trace.text", hasItem(containsString("write, fsync and read")));
    }

    @Test
    void a_probe_of_a_provider_that_is_not_there_names_the_field_and_the_fix() {
        problem(
                        Caller.operator()
                                .body("{\"providers\": [\"nas\"]}")
                                .post("/api/v1/probe")
                                .then(),
                        400,
                        "invalid")
                .body("errors[0].field", equalTo("providers"))
                .body("hint", equalTo("use one of local, spare"));
    }

    @Test
    void a_probe_of_a_layer_that_is_none_names_the_field_and_the_fix() {
        for (String layer : new String[] {"null", "\"roof\""}) {
            problem(
                            Caller.operator()
                                    .body("{\"layers\": [%s]}".formatted(layer))
                                    .post("/api/v1/probe")
                                    .then(),
                            400,
                            "invalid")
                    .body("errors[0].field", equalTo("layers"))
                    .body("hint", containsString("connect"));
        }
    }

    @Test
    void an_unknown_field_of_a_body_is_named_with_those_that_are_known() {
        problem(
                        Caller.operator().body("{\"layer\": \"dns\"}").post("/api/v1/probe").then(),
                        400,
                        "invalid")
                .body("errors[0].field", equalTo("layer"))
                .body("hint", containsString("layers"));
    }

    @Test
    void a_body_that_is_not_json_is_told_with_its_place() {
        problem(
                        Caller.operator().body("{\"layers\": ").post("/api/v1/probe").then(),
                        400,
                        "invalid")
                .body("detail", containsString("body"));
    }

    @Test
    void a_command_that_is_a_bean_is_in_the_catalogue_with_its_schema() {
        Caller.viewer()
                .get("/api/v1/commands")
                .then()
                .statusCode(200)
                .body("commands.name", hasItems("storage:say", "providers:health"))
                .body(
                        "commands.find { it.name == 'storage:say' }.parameters.required",
                        equalTo(java.util.List.of("word")))
                .body("commands.find { it.name == 'storage:say' }.role", equalTo("operator"));
    }

    @Test
    void a_reading_command_answers_at_once() {
        Caller.operator()
                .body("{\"parameters\": {\"word\": \"ha\", \"times\": 3}}")
                .post("/api/v1/commands/storage:say")
                .then()
                .statusCode(200)
                .body("said", equalTo("hahaha"));
    }

    @Test
    void wrong_parameters_are_named_all_at_once_each_with_its_fix() {
        problem(
                        Caller.operator()
                                .body("{\"parameters\": {\"times\": \"often\", \"loud\": true}}")
                                .post("/api/v1/commands/storage:say")
                                .then(),
                        400,
                        "invalid")
                .body("errors.field", hasItems("loud", "word", "times"))
                .body("errors.fix", hasItem("give a whole number"));
    }

    @Test
    void a_command_that_is_not_there_and_a_run_that_is_not_there_are_not_found() {
        problem(Caller.operator().post("/api/v1/commands/storage:sing").then(), 404, "not-found")
                .body("hint", containsString("/api/v1/commands"));
        problem(Caller.viewer().get("/api/v1/runs/none").then(), 404, "not-found");
    }

    @Test
    void the_journal_begins_with_the_configuration_that_was_read() {
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(
                        () ->
                                Caller.viewer()
                                        .get("/api/v1/journal?type=configuration.applied")
                                        .then()
                                        .statusCode(200)
                                        .body("entries.size()", greaterThan(0))
                                        .body("entries[0].message", containsString("2 providers")));
    }

    @Test
    void an_error_text_is_diagnosed_by_the_service_s_own_catalogue() {
        Caller.viewer()
                .body(
                        "{\"text\": \"Error: ENOSPC: no space left on device, write"
                                + " '/srv/uploads/a.png'\"}")
                .post("/api/v1/diagnose")
                .then()
                .statusCode(200)
                .body("diagnoses[0].cause", startsWith("storage."))
                .body("diagnoses[0].remedies.size()", greaterThan(0));
    }

    @Test
    void load_balancers_ask_for_the_active_provider_without_a_token() {
        given().get("/api/v1/providers/local/active").then().statusCode(200);
        given().get("/api/v1/providers/spare/active").then().statusCode(503);
        given().get("/api/v1/providers/spare/standby").then().statusCode(200);
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(
                        () ->
                                Caller.anybody()
                                        .get("/api/v1/providers/local/up")
                                        .then()
                                        .statusCode(200));
        Caller.anybody().get("/api/v1/providers/nobody/up").then().statusCode(404);
    }

    @Test
    void kubernetes_and_prometheus_need_no_token() {
        for (String path : new String[] {"live", "ready", "started", "group/provider"}) {
            given().get("/q/health/" + path).then().statusCode(200);
        }
        String metrics = given().get("/q/metrics").then().statusCode(200).extract().asString();
        assertThat(metrics).contains("rsvp_provider_state", "rsvp_build_info");
    }

    @Test
    void nobody_reads_or_changes_anything_without_a_token() {
        problem(given().get("/api/v1/status").then(), 401, "unauthenticated");
        problem(Caller.anybody().body("{}").post("/api/v1/probe").then(), 401, "unauthenticated");
    }

    @Test
    void a_token_that_is_old_or_for_others_or_signed_by_another_is_none() {
        String old = Gateway.OURS.token("rsvp-services", Duration.ofMinutes(-1), "admin");
        String forOthers = Gateway.OURS.token("somebody-else", Duration.ofMinutes(1), "admin");
        String forged = new Gateway().token("admin");

        for (String token : new String[] {old, forOthers, forged, "no-such-token"}) {
            problem(Caller.bearer(token).get("/api/v1/status").then(), 401, "unauthenticated");
        }
    }

    @Test
    void a_role_that_is_too_low_is_told_so() {
        problem(Caller.viewer().body("{}").post("/api/v1/probe").then(), 403, "forbidden");
        problem(
                        Caller.viewer()
                                .body("{\"parameters\": {\"word\": \"ha\"}}")
                                .post("/api/v1/commands/storage:say")
                                .then(),
                        403,
                        "forbidden")
                .body("detail", containsString("needs the role operator"));
    }

    @Test
    void the_platform_s_programs_may_ask_who_is_active_and_nothing_else() {
        Caller.bearer(StorageService.PLATFORM_TOKEN)
                .get("/api/v1/active/local")
                .then()
                .statusCode(200)
                .body("provider", equalTo("local"));
        problem(
                Caller.bearer(StorageService.PLATFORM_TOKEN).get("/api/v1/status").then(),
                403,
                "forbidden");
    }

    @Test
    void who_knows_the_active_provider_already_gets_no_body() {
        String tag =
                Caller.bearer(StorageService.PLATFORM_TOKEN)
                        .get("/api/v1/active")
                        .then()
                        .extract()
                        .header("ETag");

        Caller.bearer(StorageService.PLATFORM_TOKEN)
                .header("If-None-Match", tag)
                .get("/api/v1/active")
                .then()
                .statusCode(304);
    }

    private static ValidatableResponse problem(
            ValidatableResponse response, int status, String type) {
        return response.statusCode(status)
                .contentType(startsWith("application/problem+json"))
                .body("type", equalTo("urn:rsvp:problem:" + type))
                .body("hint", notNullValue());
    }
}
