package org.rsvpplatform.kit.serve.http;

import io.smallrye.mutiny.Multi;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.time.Duration;
import java.util.List;
import org.rsvpplatform.kit.observe.domain.DomainWatch;
import org.rsvpplatform.kit.observe.provider.Provider;
import org.rsvpplatform.kit.observe.provider.Role;
import org.rsvpplatform.kit.observe.provider.State;
import org.rsvpplatform.kit.serve.access.Roles;
import org.rsvpplatform.kit.serve.pointer.Active;
import org.rsvpplatform.kit.serve.pointer.ActiveProviders;

/** Which provider of a group the platform's programs are to use. */
@Path("/api/v1")
public class ActiveResource {
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    private final DomainWatch watch;
    private final ActiveProviders active;

    /** One for each group. */
    public record AllActive(List<Active> groups) {}

    public ActiveResource(DomainWatch watch, ActiveProviders active) {
        this.watch = watch;
        this.active = active;
    }

    @GET
    @Path("active")
    @RolesAllowed({Roles.VIEWER, Roles.PLATFORM})
    public Response active(@Context Request request) {
        return tagged(request, new AllActive(active.all()));
    }

    @GET
    @Path("active/{group}")
    @RolesAllowed({Roles.VIEWER, Roles.PLATFORM})
    public Response active(@PathParam("group") String group, @Context Request request) {
        return active.all().stream()
                .filter(a -> a.group().equals(group))
                .findFirst()
                .map(a -> tagged(request, a))
                .orElseThrow(
                        () ->
                                Problems.notFound(
                                        "no group is named \"%s\"".formatted(group),
                                        "GET /api/v1/active lists them"));
    }

    /** The active providers now, and again at each change. */
    @GET
    @Path("active/events")
    @RolesAllowed({Roles.VIEWER, Roles.PLATFORM})
    @Produces(MediaType.SERVER_SENT_EVENTS)
    public Multi<OutboundSseEvent> events(@Context Sse sse) {
        return EventStream.following(
                0,
                seen -> {
                    if (!active.awaitKnown(LOOK_AGAIN)) {
                        return EventStream.Next.none(seen);
                    }
                    long version = watch.awaitChange(seen, LOOK_AGAIN);
                    return version == seen
                            ? EventStream.Next.none(seen)
                            : new EventStream.Next(version, event(sse), false);
                });
    }

    private OutboundSseEvent event(Sse sse) {
        return sse.newEventBuilder()
                .name("active")
                .mediaType(MediaType.APPLICATION_JSON_TYPE)
                .data(AllActive.class, new AllActive(active.all()))
                .build();
    }

    /** For load balancers: 200 when this provider is the active one, 503 when not. */
    @GET
    @Path("providers/{name}/active")
    @PermitAll
    public Response isActive(@PathParam("name") String name) {
        return inRole(name, Role.ACTIVE);
    }

    /** For load balancers: 200 when this provider is a standby, 503 when not. */
    @GET
    @Path("providers/{name}/standby")
    @PermitAll
    public Response isStandby(@PathParam("name") String name) {
        return inRole(name, Role.STANDBY);
    }

    /**
     * For the same service at another site, which asks before it takes this provider for gone: 200
     * while it is UP or DEGRADED, 503 while it is DOWN, 409 while nobody has measured it.
     */
    @GET
    @Path("providers/{name}/up")
    @PermitAll
    public Response isUp(@PathParam("name") String name) {
        State state = watch.board().state(named(name).name()).orElse(State.UNKNOWN);
        return switch (state) {
            case UP, DEGRADED -> Response.ok().build();
            case DOWN -> Response.status(Response.Status.SERVICE_UNAVAILABLE).build();
            case UNKNOWN -> Response.status(Response.Status.CONFLICT).build();
        };
    }

    private Response inRole(String name, Role role) {
        active.demandKnown();
        return named(name).role() == role
                ? Response.ok().build()
                : Response.status(Response.Status.SERVICE_UNAVAILABLE).build();
    }

    private Provider named(String name) {
        return watch.providers().stream()
                .filter(p -> p.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                Problems.notFound(
                                        "no provider is named \"%s\"".formatted(name),
                                        "use a name from providers.yaml"));
    }

    private static Response tagged(Request request, Object answer) {
        EntityTag tag = new EntityTag(Integer.toHexString(answer.hashCode()));
        Response.ResponseBuilder unchanged = request.evaluatePreconditions(tag);
        return (unchanged != null ? unchanged : Response.ok(answer)).tag(tag).build();
    }
}
