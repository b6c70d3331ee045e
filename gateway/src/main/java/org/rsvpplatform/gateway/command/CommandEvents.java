package org.rsvpplatform.gateway.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.quarkus.security.identity.SecurityIdentity;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.rsvpplatform.gateway.domain.Passage;
import org.rsvpplatform.gateway.service.Follower;
import org.rsvpplatform.kit.serve.access.Roles;
import org.rsvpplatform.kit.serve.http.Problems;

/**
 * {@code GET /api/v1/commands/{name}/events}: the stream of the one service that the catalogue and
 * the command's target name. It passes on as every stream of a service does, so its route stands
 * beside those of the domains; {@code META-INF/openapi.yaml} describes it.
 */
@Singleton
public class CommandEvents {
    private static final String PATH = "/api/v1/commands/%s/events";

    private final Catalogue catalogue;
    private final Targets targets;
    private final Follower follower;
    private final Passage passage;
    private final ObjectMapper json;

    public CommandEvents(
            Catalogue catalogue,
            Targets targets,
            Follower follower,
            Passage passage,
            ObjectMapper json) {
        this.catalogue = catalogue;
        this.targets = targets;
        this.follower = follower;
        this.passage = passage;
        this.json = json;
    }

    void register(@Observes Router router) {
        router.get(PATH.formatted(":name")).handler(this::lead);
    }

    private void lead(RoutingContext context) {
        Optional<SecurityIdentity> caller = passage.caller(context);
        if (caller.isEmpty()) {
            return;
        }
        if (!caller.get().hasRole(Roles.VIEWER)) {
            passage.respond(context, Problems.forbidden(null));
            return;
        }
        String name = context.pathParam("name");
        // The catalogue may have to be asked for, which takes its time.
        context.vertx()
                .executeBlocking(() -> domain(name, context.queryParams()), false)
                .onSuccess(domain -> pass(context, domain, name, caller.get()))
                .onFailure(
                        e -> {
                            if (e instanceof HttpProblem problem) {
                                passage.respond(context, problem);
                            } else {
                                context.fail(e);
                            }
                        });
    }

    private void pass(RoutingContext context, String domain, String name, SecurityIdentity caller) {
        if (context.response().closed()) {
            return;
        }
        String query = context.request().query();
        String path = PATH.formatted(name);
        passage.stream(context, domain, query == null ? path : path + "?" + query, caller);
    }

    /** The one service that is meant. */
    private String domain(String name, MultiMap query) throws InterruptedException {
        ObjectNode command = catalogue.find(name);
        if (!command.path("followable").asBoolean()) {
            throw Problems.notFollowable(name);
        }
        ObjectNode call = json.createObjectNode();
        ObjectNode parameters = call.putObject("parameters");
        query.forEach((field, value) -> parameters.put(field, value));
        Targets.Meant meant = targets.of(command, call);
        List<String> domains =
                Stream.concat(meant.asked().stream(), meant.untold().stream()).sorted().toList();
        if (domains.size() != 1) {
            throw Problems.notFound(
                    "%s is followed at one service, and these may be meant: %s"
                            .formatted(name, String.join(", ", domains)),
                    "name a provider, or follow /api/v1/domains/%s/commands/%s/events"
                            .formatted(domains.getFirst(), name));
        }
        Optional<String> silence = follower.silence(domains.getFirst());
        if (silence.isPresent()) {
            throw Problems.unreachable(domains.getFirst(), silence.get());
        }
        return domains.getFirst();
    }
}
