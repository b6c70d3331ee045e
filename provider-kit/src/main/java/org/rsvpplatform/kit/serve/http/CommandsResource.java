package org.rsvpplatform.kit.serve.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.mutiny.Multi;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rsvpplatform.kit.act.command.ChangeCommand;
import org.rsvpplatform.kit.act.command.Command;
import org.rsvpplatform.kit.act.command.CommandDocument;
import org.rsvpplatform.kit.act.command.CommandRunner;
import org.rsvpplatform.kit.act.command.Commands;
import org.rsvpplatform.kit.act.command.Declaration;
import org.rsvpplatform.kit.act.command.PlanDocument;
import org.rsvpplatform.kit.act.command.ReadCommand;
import org.rsvpplatform.kit.act.command.RunDocument;
import org.rsvpplatform.kit.serve.access.Roles;

/** The commands of this service. */
@Path("/api/v1/commands")
public class CommandsResource {
    private final Commands commands;
    private final CommandRunner runner;
    private final Followers followers;
    private final SecurityIdentity caller;

    public record Catalogue(List<CommandDocument> commands) {}

    /**
     * The body of a call.
     *
     * @param plan the hash of the plan that the caller agrees to; absent when it needs none
     */
    public record Call(JsonNode parameters, String plan) {}

    public CommandsResource(
            Commands commands, CommandRunner runner, Followers followers, SecurityIdentity caller) {
        this.commands = commands;
        this.runner = runner;
        this.followers = followers;
        this.caller = caller;
    }

    @GET
    @RolesAllowed(Roles.VIEWER)
    @RunOnVirtualThread
    public Catalogue catalogue() {
        return new Catalogue(commands.documents());
    }

    /**
     * Calls a command: a reading one answers 200 with its result, a changing one 202 with its run.
     *
     * @param idempotencyKey the same key answers the run that it began first
     */
    @POST
    @Path("{name}")
    @RolesAllowed(Roles.VIEWER)
    @RunOnVirtualThread
    public Response call(
            @PathParam("name") String name,
            @HeaderParam("Idempotency-Key") String idempotencyKey,
            Call call)
            throws InterruptedException {
        Command<?, ?> command = allowed(name);
        JsonNode parameters = call == null ? null : call.parameters();
        return switch (command) {
            case ReadCommand<?, ?> read -> Response.ok(commands.read(read, parameters)).build();
            case ChangeCommand<?, ?> change -> {
                RunDocument run =
                        runner.start(
                                change,
                                parameters,
                                call == null ? null : call.plan(),
                                caller.getPrincipal().getName(),
                                idempotencyKey);
                yield Response.accepted(run)
                        .location(URI.create("/api/v1/runs/" + run.id()))
                        .build();
            }
        };
    }

    /** What a changing command would do now, under a hash that a call can give back. */
    @POST
    @Path("{name}/plan")
    @RolesAllowed(Roles.VIEWER)
    @RunOnVirtualThread
    public PlanDocument plan(@PathParam("name") String name, Call call) {
        if (!(allowed(name) instanceof ChangeCommand<?, ?> change)) {
            throw Problems.notFound(
                    name + " only reads, and has no plan", "POST /api/v1/commands/" + name);
        }
        return runner.plan(change, call == null ? null : call.parameters());
    }

    /**
     * The answer of a command that is followable, at once and then again and again.
     *
     * @param every the pause between two looks, from 1s to 30s; 2s when absent
     * @param uri the command's parameters are the rest of its query
     */
    @GET
    @Path("{name}/events")
    @RolesAllowed(Roles.VIEWER)
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Blocking
    @RunOnVirtualThread
    public Multi<OutboundSseEvent> events(
            @PathParam("name") String name,
            @QueryParam(Declaration.EVERY) String every,
            @HeaderParam("Last-Event-ID") @DefaultValue("0") long lastEventId,
            @Context UriInfo uri,
            @Context Sse sse)
            throws InterruptedException {
        if (!(allowed(name) instanceof ReadCommand<?, ?> read)
                || !read.declaration().followable()) {
            throw Problems.notFollowable(name);
        }
        Duration pause = CommandEvents.every(every);
        Map<String, List<String>> parameters = new LinkedHashMap<>(uri.getQueryParameters());
        parameters.remove(Declaration.EVERY);
        return new CommandEvents(
                        followers, commands.call(read, parameters), lastEventId, pause, sse)
                .stream();
    }

    /** The command, when there is one and the caller may use it. */
    private Command<?, ?> allowed(String name) {
        Command<?, ?> command =
                commands.find(name)
                        .orElseThrow(
                                () ->
                                        Problems.notFound(
                                                "no command is named \"%s\"".formatted(name),
                                                "GET /api/v1/commands lists them"));
        if (!caller.hasRole(command.declaration().role().label())) {
            throw new ForbiddenException(
                    "%s needs the role %s".formatted(name, command.declaration().role().label()));
        }
        return command;
    }
}
