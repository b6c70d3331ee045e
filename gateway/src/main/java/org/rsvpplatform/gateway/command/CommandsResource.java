package org.rsvpplatform.gateway.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import java.util.Collection;
import java.util.List;
import org.rsvpplatform.gateway.service.Fan;
import org.rsvpplatform.gateway.service.ServiceTokens;
import org.rsvpplatform.gateway.service.Services;
import org.rsvpplatform.gateway.settings.GatewaySettings;
import org.rsvpplatform.kit.serve.access.Roles;
import org.rsvpplatform.kit.serve.http.Problems;

/** The commands of all services. */
@Path("/api/v1/commands")
@RunOnVirtualThread
public class CommandsResource {
    private final Catalogue catalogue;
    private final Targets targets;
    private final Fan fan;
    private final GatewaySettings settings;
    private final ObjectMapper json;
    private final SecurityIdentity caller;

    public CommandsResource(
            Catalogue catalogue,
            Targets targets,
            Fan fan,
            GatewaySettings settings,
            ObjectMapper json,
            SecurityIdentity caller) {
        this.catalogue = catalogue;
        this.targets = targets;
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
        ObjectNode command = catalogue.commands().get(name);
        if (command == null) {
            throw Problems.notFound(
                    "no service offers a command named \"%s\"".formatted(name),
                    "GET /api/v1/commands lists those that are offered");
        }
        Collection<String> domains = targets.of(command, call);
        Fan.Answers answers =
                fan.ask(
                        domains,
                        HttpMethod.POST,
                        "/api/v1/commands/" + name,
                        call == null ? json.createObjectNode() : call,
                        new ServiceTokens.Bearer(
                                caller.getPrincipal().getName(), caller.getRoles()),
                        settings.follow().commandDeadline());
        return command.get("effect").asText().equals("read") ? results(answers) : runs(answers);
    }

    private Response results(Fan.Answers answers) {
        if (answers.good().isEmpty()) {
            return refusal(answers);
        }
        return Response.ok(new Merge(json).of(answers.good().values(), answers.unreachable()))
                .build();
    }

    private Response runs(Fan.Answers answers) {
        if (answers.good().isEmpty()) {
            return refusal(answers);
        }
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
        if (!answers.unreachable().isEmpty()) {
            answer.set("unreachable", json.valueToTree(answers.unreachable()));
        }
        return Response.accepted(answer).build();
    }

    /** No service took it: the first one's own answer says why best. */
    private static Response refusal(Fan.Answers answers) {
        List<Services.Answer> refusals = List.copyOf(answers.answers().values());
        if (refusals.isEmpty()) {
            Fan.Unreachable first = answers.unreachable().getFirst();
            throw Problems.unreachable(first.domain(), first.problem());
        }
        Services.Answer first = refusals.getFirst();
        return Response.status(first.status())
                .type("application/problem+json")
                .entity(first.body())
                .build();
    }
}
