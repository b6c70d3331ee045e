package org.rsvpplatform.storage.succession;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.rsvpplatform.storage.contract.Caller;
import org.rsvpplatform.storage.contract.Listener;
import org.rsvpplatform.storage.contract.StorageService;

/**
 * A thin service whose domain has two providers, and brings nothing but a takeover without guards:
 * it fails over, over HTTP, without a line in the engine.
 */
@QuarkusTest
@TestProfile(SuccessionTest.Paired.class)
class SuccessionTest {
    private static final Duration SOON = Duration.ofSeconds(15);
    private static final String LOST = "lost";
    private static final String FAILOVER = "/api/v1/commands/providers:failover";

    @ConfigProperty(name = "rsvp.config")
    String configuration;

    /** The service with the pair in place of its own domain. */
    public static final class Paired implements QuarkusTestProfile {
        @Override
        public Set<Class<?>> getEnabledAlternatives() {
            return Set.of(PairedFolders.class);
        }

        @Override
        public List<TestResourceEntry> testResources() {
            return List.of(
                    new TestResourceEntry(
                            StorageService.class,
                            Map.of(
                                    StorageService.CONFIGURATION,
                                    """
                                    storage:
                                      active: left
                                      providers:
                                        left: { kind: paired, basePath: uploads, probe: { interval: 1s, deadline: 900ms } }
                                        right: { kind: paired, basePath: spare, probe: { interval: 1s, deadline: 900ms } }
                                      groups:
                                        left: { failover: { auto: true, antiFlap: 1ms } }
                                    """)));
        }
    }

    @Test
    void a_domain_that_brings_a_fence_and_a_promotion_switches_over_and_fails_over()
            throws Exception {
        await().atMost(SOON).untilAsserted(() -> status().body("state", equalTo("UP")));
        try (Listener events = Listener.to("/api/v1/active/events")) {
            assertThat(events.event().get("data")).contains("\"provider\":\"left\"");

            String run =
                    Caller.operator()
                            .body("{\"parameters\": {\"to\": \"right\"}}")
                            .post(FAILOVER)
                            .then()
                            .statusCode(202)
                            .extract()
                            .path("id");

            await().atMost(SOON)
                    .untilAsserted(
                            () ->
                                    get("/api/v1/runs/" + run)
                                            .body("state", equalTo("succeeded"))
                                            .body(
                                                    "steps.name",
                                                    hasItems("fence left", "promote right")));
            assertThat(events.event().get("data"))
                    .contains("\"provider\":\"right\"", "\"epoch\":2");
        }
        get("/api/v1/active/left").body("provider", equalTo("right")).body("epoch", equalTo(2));
        Caller.anybody().get("/api/v1/providers/right/active").then().statusCode(200);
        Caller.anybody().get("/api/v1/providers/left/active").then().statusCode(503);
        Caller.anybody().get("/api/v1/providers/left/standby").then().statusCode(200);
        assertThat(folder("spare").resolve(PairedFolders.ACTIVE)).hasContent("2");

        Files.move(folder("spare"), folder(LOST));

        await().atMost(SOON)
                .untilAsserted(
                        () ->
                                get("/api/v1/active/left")
                                        .body("provider", equalTo("left"))
                                        .body("epoch", equalTo(3)));
        assertThat(folder("uploads").resolve(PairedFolders.ACTIVE)).hasContent("3");
        get("/api/v1/failover/explain/left")
                .body("active", equalTo("left"))
                .body("decisions.by", hasItem("automatic"))
                .body("guards.name", hasItems("standby is well", "loss is within bounds"))
                .body("budget.step", hasItem("all together"));
        Files.move(folder(LOST), folder("spare"));
    }

    private static ValidatableResponse status() {
        return get("/api/v1/status");
    }

    private static ValidatableResponse get(String path) {
        return Caller.operator().get(path).then().statusCode(200);
    }

    private Path folder(String name) throws IOException {
        return Path.of(configuration).resolveSibling(name);
    }
}
