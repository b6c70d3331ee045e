package org.rsvpplatform.gateway.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpMethod;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.rsvpplatform.gateway.service.Fan;
import org.rsvpplatform.gateway.service.Follower;
import org.rsvpplatform.gateway.service.Refusal;
import org.rsvpplatform.gateway.service.ServiceTokens;
import org.rsvpplatform.gateway.service.Services;
import org.rsvpplatform.gateway.settings.GatewaySettings;
import org.rsvpplatform.kit.serve.access.Roles;

/** The commands of all services. */
@Path("/api/v1/commands")
@RunOnVirtualThread
public class CommandsResource {
    private final Catalogue catalogue;
    private final Targets targets;
    private final Follower follower;
    private final Fan fan;
    private final GatewaySettings settings;
    private final ObjectMapper json;
    private final SecurityIdentity caller;

    public CommandsResource(
            Catalogue catalogue,
            Targets targets,
            Follower follower,
            Fan fan,
            GatewaySettings settings,
            ObjectMapper json,
            SecurityIdentity caller) {
        this.catalogue = catalogue;
        this.targets = targets;
        this.follower = follower;
        this.fan = fan;
        this.settings = settings;
        this.json = json;
        this.caller = caller;
    }

    @GET
    @RolesAllowed(Roles.VIEWER)
    public JsonNode catalogue() throws InterruptedException {
        ObjectNode answer = json.createObjectNode();
        ArrayNode commands = answer.putArray("commands");
        catalogue.commands().values().forEach(commands::add);
        return answer;
    }

    /** Calls a command wherever it is offered, and answers as one service would. */
    @POST
    @Path("{name}")
    @RolesAllowed(Roles.VIEWER)
    public Response call(
            @PathParam("name") String name,
            @HeaderParam("Idempotency-Key") String idempotencyKey,
            JsonNode call)
            throws InterruptedException {
        ObjectNode command = catalogue.find(name);
        boolean reads = command.get("effect").asText().equals("read");
        Targets.Meant meant = targets.of(command, call);
        List<String> asked = new ArrayList<>();
        List<Fan.Unreachable> silent = new ArrayList<>();
        for (String domain : meant.asked()) {
            // A change may be worth the wait; who only looks must hear at once that one is silent.
            Optional<String> silence = reads ? follower.silence(domain) : Optional.empty();
            silence.ifPresentOrElse(
                    why -> silent.add(new Fan.Unreachable(domain, why)), () -> asked.add(domain));
        }
        for (String domain : meant.untold()) {
            silent.add(
                    new Fan.Unreachable(domain, follower.silence(domain).orElse(Catalogue.UNTOLD)));
        }
        Fan.Answers answers =
                fan.ask(
                                asked,
                                HttpMethod.POST,
                                "/api/v1/commands/" + name,
                                call == null ? json.createObjectNode() : call,
                                ServiceTokens.Bearer.of(caller),
                                reads
                                        ? settings.follow().readDeadline()
                                        : settings.follow().commandDeadline(),
                                idempotencyKey)
                        .and(silent);
        Optional<HttpProblem> unknown = targets.unknownEverywhere(command, answers);
        if (unknown.isPresent()) {
            throw unknown.get();
        }
        Predicate<Services.Answer> unknownTarget =
                answer -> Targets.isUnknownTarget(command, answer);
        return Refusal.of(answers, unknownTarget)
                .orElseGet(
                        () -> {
                            Fan.Answers told = answers.withErrorsTold(unknownTarget);
                            return reads ? results(told) : runs(told);
                        });
    }

    /** What a command would do wherever it is offered, one plan a domain; nothing is done. */
    @POST
    @Path("{name}/plan")
    @RolesAllowed(Roles.VIEWER)
    public Response plan(@PathParam("name") String name, JsonNode call)
            throws InterruptedException {
        ObjectNode command = catalogue.find(name);
        Targets.Meant meant = targets.of(command, call);
        Fan.Answers answers =
                fan.ask(
                        meant.asked(),
                        HttpMethod.POST,
                        "/api/v1/commands/%s/plan".formatted(name),
                        call == null ? json.createObjectNode() : call,
                        ServiceTokens.Bearer.of(caller),
                        settings.follow().commandDeadline());
        Optional<HttpProblem> unknown = targets.unknownEverywhere(command, answers);
        if (unknown.isPresent()) {
            throw unknown.get();
        }
        Predicate<Services.Answer> unknownTarget =
                answer -> Targets.isUnknownTarget(command, answer);
        return Refusal.of(answers, unknownTarget)
                .orElseGet(() -> plans(answers.withErrorsTold(unknownTarget)));
    }

    private Response plans(Fan.Answers answers) {
        ObjectNode answer = json.createObjectNode();
        ArrayNode plans = answer.putArray("plans");
        answers.good()
                .forEach(
                        (domain, plan) ->
                                plans.addObject().put("domain", domain).set("plan", plan));
        Fan.Unreachable.tell(answers.unreachable(), answer, json);
        return Response.ok(answer).build();
    }

    private Response results(Fan.Answers answers) {
        return Response.ok(new Merge(json).of(answers.good().values(), answers.unreachable()))
                .build();
    }

    private Response runs(Fan.Answers answers) {
        ObjectNode answer = json.createObjectNode();
        ArrayNode runs = answer.putArray("runs");
        answers.good()
                .forEach(
                        (domain, run) -> {
                            String id = run.path("id").asText();
                            runs.addObject()
                                    .put("domain", domain)
                                    .put("id", id)
                                    .put(
                                            "href",
                                            "/api/v1/domains/%s/runs/%s".formatted(domain, id));
                        });
        Fan.Unreachable.tell(answers.unreachable(), answer, json);
        return Response.accepted(answer).build();
    }
}
