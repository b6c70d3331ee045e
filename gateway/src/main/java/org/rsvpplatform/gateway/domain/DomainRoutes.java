package org.rsvpplatform.gateway.domain;

import io.quarkus.security.identity.SecurityIdentity;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.rsvpplatform.gateway.service.Services;
import org.rsvpplatform.kit.serve.http.Problems;

/**
 * Passes {@code /api/v1/domains/{domain}/…} on to the service's {@code /api/v1/…}, streams
 * included. Who may do what is the service's decision: it gets the caller's roles in a token of
 * ours.
 */
@Singleton
public class DomainRoutes {
    private static final long LARGEST_BODY = 1 << 20;

    private final Services services;
    private final Passage passage;

    public DomainRoutes(Services services, Passage passage) {
        this.services = services;
        this.passage = passage;
    }

    void register(@Observes Router router) {
        router.route(Passage.PREFIX + ":domain/*")
                .handler(BodyHandler.create(false).setBodyLimit(LARGEST_BODY))
                .handler(this::pass);
    }

    private void pass(RoutingContext context) {
        String domain = context.pathParam("domain");
        HttpMethod method = context.request().method();
        Optional<SecurityIdentity> caller = passage.caller(context);
        if (caller.isEmpty()) {
            return;
        }
        if (!services.knows(domain)) {
            passage.respond(
                    context,
                    Problems.notFound(
                            "no domain is named \"%s\"".formatted(domain),
                            "use one of " + String.join(", ", services.domains())));
            return;
        }
        if (method != HttpMethod.GET && method != HttpMethod.POST) {
            passage.respond(
                    context,
                    Problems.of(
                            "method",
                            Response.Status.METHOD_NOT_ALLOWED,
                            "This method is not used here",
                            method + " is not used here",
                            "use GET or POST"));
            return;
        }
        String query = context.request().query();
        String path = path(context);
        String asked = query == null ? path : path + "?" + query;
        if (Streams.isOne(context.request(), path)) {
            passage.stream(context, domain, asked, caller.get());
        } else {
            passage.call(context, domain, asked, caller.get());
        }
    }

    /**
     * The service's own path. It is cut from the normalized one, which the route was chosen by: no
     * dots and no escaped letters in it lead anywhere else.
     */
    private static String path(RoutingContext context) {
        String path = context.normalizedPath();
        String rest = path.substring(path.indexOf('/', Passage.PREFIX.length()) + 1);
        return "/api/v1/" + rest;
    }
}
