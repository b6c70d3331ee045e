package org.rsvpplatform.gateway.diagnose;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpMethod;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.rsvpplatform.gateway.service.Fan;
import org.rsvpplatform.gateway.service.Refusal;
import org.rsvpplatform.gateway.service.ServiceTokens;
import org.rsvpplatform.gateway.service.Services;
import org.rsvpplatform.kit.serve.access.Roles;

/** An error text or log lines in, the diagnoses of all domains out, best first. */
@Path("/api/v1/diagnose")
@RunOnVirtualThread
public class DiagnoseResource {
    private static final Duration DEADLINE = Duration.ofSeconds(5);

    private final Services services;
    private final Fan fan;
    private final ObjectMapper json;
    private final SecurityIdentity caller;

    public DiagnoseResource(
            Services services, Fan fan, ObjectMapper json, SecurityIdentity caller) {
        this.services = services;
        this.fan = fan;
        this.json = json;
        this.caller = caller;
    }

    @POST
    @RolesAllowed({Roles.VIEWER, Roles.PLATFORM})
    public Response diagnose(JsonNode request) throws InterruptedException {
        Fan.Answers answers =
                fan.ask(
                        services.domains(),
                        HttpMethod.POST,
                        "/api/v1/diagnose",
                        request,
                        ServiceTokens.Bearer.of(caller),
                        DEADLINE);
        return Refusal.ofAnswered(answers)
                .orElseGet(() -> Response.ok(ranked(answers.withErrorsTold(_ -> false))).build());
    }

    private ObjectNode ranked(Fan.Answers answers) {
        List<JsonNode> known = new ArrayList<>();
        List<JsonNode> unknown = new ArrayList<>();
        for (JsonNode answer : answers.good().values()) {
            for (JsonNode diagnosis : answer.path("diagnoses")) {
                (diagnosis.path("cause").asText().equals("unknown") ? unknown : known)
                        .add(diagnosis);
            }
        }
        known.sort(
                Comparator.comparingDouble((JsonNode d) -> d.path("score").asDouble()).reversed());
        ObjectNode answer = json.createObjectNode();
        ArrayNode diagnoses = answer.putArray("diagnoses");
        (known.isEmpty() ? unknown.stream().limit(1).toList() : known).forEach(diagnoses::add);
        Fan.Unreachable.tell(answers.unreachable(), answer, json);
        return answer;
    }
}
