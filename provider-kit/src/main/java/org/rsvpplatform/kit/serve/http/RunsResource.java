package org.rsvpplatform.kit.serve.http;

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
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.util.List;
import org.rsvpplatform.kit.act.command.CommandRunner;
import org.rsvpplatform.kit.act.command.Run;
import org.rsvpplatform.kit.act.command.RunDocument;
import org.rsvpplatform.kit.serve.access.Roles;

/** Runs: what changing commands did and do. */
@Path("/api/v1/runs")
public class RunsResource {
    private static final int MOST = 1000;
    private static final String ANSWERS = "write forward, back or abandon";

    private final CommandRunner runner;

    public record Latest(List<RunDocument> runs) {}

    public RunsResource(CommandRunner runner) {
        this.runner = runner;
    }

    @GET
    @RolesAllowed(Roles.VIEWER)
    @RunOnVirtualThread
    public Latest latest(@QueryParam("limit") @DefaultValue("50") int limit) {
        Problems.demandRange("limit", limit, MOST);
        return new Latest(runner.latest(limit));
    }

    @GET
    @Path("{id}")
    @RolesAllowed(Roles.VIEWER)
    @RunOnVirtualThread
    public RunDocument run(@PathParam("id") String id) {
        return runner.find(id).orElseThrow(() -> unknown(id));
    }

    /** Stops before its next step; the step under way ends first. */
    @POST
    @Path("{id}/cancel")
    @RolesAllowed(Roles.OPERATOR)
    @RunOnVirtualThread
    public RunDocument cancel(@PathParam("id") String id) {
        return runner.cancel(id).orElseThrow(() -> unknown(id));
    }

    /**
     * The body of an answer.
     *
     * @param answer {@code forward}, {@code back} or {@code abandon}
     */
    public record Resume(String answer) {
        Run.Answer meant() {
            try {
                return Run.Answer.of(answer);
            } catch (IllegalArgumentException e) {
                throw Problems.invalid("answer", "\"%s\" is no answer".formatted(answer), ANSWERS);
            }
        }
    }

    /** Answers the question of a halted run; it then goes on. */
    @POST
    @Path("{id}/resume")
    @RolesAllowed(Roles.OPERATOR)
    @RunOnVirtualThread
    public RunDocument resume(@PathParam("id") String id, Resume resume) {
        if (resume == null || resume.answer() == null) {
            throw Problems.invalid("answer", "is missing", ANSWERS);
        }
        return runner.resume(id, resume.meant()).orElseThrow(() -> unknown(id));
    }

    /**
     * Each change of the run until it has ended; a client that comes back goes on where it was. The
     * head of a stream is written before its first event is there, so the run is looked for here.
     */
    @GET
    @Path("{id}/events")
    @RolesAllowed(Roles.VIEWER)
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Blocking
    @RunOnVirtualThread
    public Multi<OutboundSseEvent> events(
            @PathParam("id") String id,
            @HeaderParam("Last-Event-ID") @DefaultValue("0") long lastEventId,
            @Context Sse sse) {
        if (runner.find(id).isEmpty()) {
            throw unknown(id);
        }
        return EventStream.following(lastEventId, seen -> next(id, seen, sse));
    }

    /** A run that has ended is told once more, whatever a client says that it has seen. */
    private EventStream.Next next(String id, long seen, Sse sse) throws InterruptedException {
        CommandRunner.Change change = runner.await(id, seen, 1000).orElseThrow(() -> unknown(id));
        boolean last = change.document().state().finished();
        if (change.version() == seen && !last) {
            return EventStream.Next.none(seen);
        }
        OutboundSseEvent event =
                sse.newEventBuilder()
                        .id(Long.toString(change.version()))
                        .name("run")
                        .mediaType(MediaType.APPLICATION_JSON_TYPE)
                        .data(RunDocument.class, change.document())
                        .build();
        return new EventStream.Next(change.version(), event, last);
    }

    private static RuntimeException unknown(String id) {
        return Problems.notFound(
                "no run has the id \"%s\"".formatted(id), "GET /api/v1/runs lists the latest");
    }
}
