package org.rsvpplatform.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing that changes anything is ever open. Walks every route of the OpenAPI documents. */
@ExtendWith(SuiteExtension.class)
class AccessTest {
    /** Open by design: load balancers ask without a token. */
    private static final Set<String> OPEN =
            Set.of(
                    "/api/v1/providers/{name}/active",
                    "/api/v1/providers/{name}/standby",
                    "/api/v1/providers/{name}/up");

    /** What the platform's own programs may do. */
    private static final Set<String> PLATFORM =
            Set.of(
                    "/api/v1/active",
                    "/api/v1/active/{group}",
                    "/api/v1/active/events",
                    "/api/v1/diagnose",
                    "/api/v1/observations");

    /** What a viewer may not do. */
    private static final Set<String> OPERATOR =
            Set.of("/api/v1/probe", "/api/v1/runs/{id}/cancel", "/api/v1/runs/{id}/resume");

    private final Suite suite;

    private record Route(String method, String path) {
        String filled() {
            return path.replace("{name}", "nobody")
                    .replace("{id}", "none")
                    .replace("{group}", "none");
        }

        /**
         * This stream never ends, and says nothing that its plain twin does not. Those of a run and
         * of a command end at once, since none has the name that is filled in.
         */
        boolean streams() {
            return path.equals("/api/v1/active/events");
        }
    }

    AccessTest(Suite suite) {
        this.suite = suite;
    }

    @Test
    void without_a_valid_token_every_route_is_closed_but_the_open_ones() {
        for (String service : Services.all()) {
            for (Route route : routes(service)) {
                for (String token : new String[] {null, "wrong", "a.b.c"}) {
                    Suite.Answer answer =
                            suite.send(
                                    route.method(),
                                    suite.address(service) + route.filled(),
                                    body(route),
                                    token);
                    if (OPEN.contains(route.path()) && token == null) {
                        assertThat(answer.status()).as("%s %s", service, route).isIn(200, 404, 503);
                    } else {
                        assertThat(answer.status())
                                .as("%s %s with %s: %s", service, route, token, answer.text())
                                .isEqualTo(401);
                    }
                }
            }
        }
    }

    @Test
    void the_streams_of_commands_are_among_the_routes_everywhere() {
        for (String service : Services.all()) {
            assertThat(routes(service))
                    .as(service)
                    .contains(new Route("GET", "/api/v1/commands/{name}/events"));
        }
    }

    @Test
    void a_persons_token_is_worth_nothing_at_a_service() {
        for (String service : Services.all()) {
            if (!service.equals("gateway")) {
                assertThat(
                                suite.send(
                                                "GET",
                                                suite.address(service) + "/api/v1/status",
                                                null,
                                                suite.env("RSVP_TOKEN"))
                                        .status())
                        .isEqualTo(401);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"viewer", "operator", "admin", "platform"})
    void each_role_may_do_what_it_is_for_and_nothing_else(String role) {
        String token = suite.admitted(role);
        for (String service : Services.all()) {
            for (Route route : routes(service)) {
                if (route.streams()) {
                    continue;
                }
                Suite.Answer answer =
                        suite.send(
                                route.method(),
                                through(service, route.filled()),
                                body(route),
                                token);
                if (mayUse(role, route)) {
                    assertThat(answer.status())
                            .as("%s: %s %s: %s", role, service, route, answer.text())
                            .isNotIn(401, 403, 500);
                } else {
                    assertThat(answer.status())
                            .as("%s: %s %s: %s", role, service, route, answer.text())
                            .isEqualTo(403);
                    assertThat(answer.json().path("hint").asText()).isNotEmpty();
                }
            }
        }
    }

    @Test
    void a_command_that_changes_something_needs_an_operator() {
        String viewer = suite.admitted("viewer");

        Suite.Answer refused =
                suite.send(
                        "POST",
                        gateway() + "/api/v1/commands/db:reconnect",
                        "{\"parameters\":{\"target\":\"postgresql\"}}",
                        viewer);

        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.json().path("detail").asText()).contains("operator");
        Checkout.Ran ran =
                suite.checkout()
                        .run(
                                Map.of("RSVP_URL", gateway(), "RSVP_TOKEN", viewer),
                                "db:reconnect",
                                "postgresql");
        assertThat(ran.exit()).isEqualTo(5);
    }

    @Test
    void the_tokens_and_keys_that_up_makes_are_for_their_owner_alone() throws Exception {
        for (String file : List.of(".rsvp/token", ".rsvp/tokens")) {
            assertThat(
                            PosixFilePermissions.toString(
                                    Files.getPosixFilePermissions(suite.checkout().file(file))))
                    .as(file)
                    .isEqualTo("rw-------");
        }
    }

    private static boolean mayUse(String role, Route route) {
        if (OPEN.contains(route.path())) {
            return true;
        }
        return switch (role) {
            case "platform" -> PLATFORM.contains(route.path());
            case "viewer" ->
                    !OPERATOR.contains(route.path())
                            && !route.path().equals("/api/v1/observations");
            default -> !route.path().equals("/api/v1/observations");
        };
    }

    private List<Route> routes(String service) {
        JsonNode openapi =
                suite.send("GET", suite.address(service) + "/q/openapi?format=json", null, null)
                        .json();
        List<Route> routes = new ArrayList<>();
        openapi.path("paths")
                .properties()
                .forEach(
                        path ->
                                path.getValue()
                                        .fieldNames()
                                        .forEachRemaining(
                                                method ->
                                                        routes.add(
                                                                new Route(
                                                                        method.toUpperCase(
                                                                                java.util.Locale
                                                                                        .ROOT),
                                                                        path.getKey()))));
        assertThat(routes).as(service).hasSizeGreaterThan(4);
        return routes;
    }

    private static String body(Route route) {
        return route.method().equals("POST") ? "{}" : null;
    }

    private String gateway() {
        return suite.env("RSVP_URL");
    }

    private String through(String service, String path) {
        return service.equals("gateway")
                ? gateway() + path
                : gateway() + path.replaceFirst("^/api/v1/", "/api/v1/domains/" + service + "/");
    }
}
