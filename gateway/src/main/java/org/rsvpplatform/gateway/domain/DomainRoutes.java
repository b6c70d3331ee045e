package org.rsvpplatform.gateway.domain;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.rsvpplatform.gateway.service.ServiceTokens;
import org.rsvpplatform.gateway.service.Services;
import org.rsvpplatform.kit.serve.http.Problems;

/**
 * Passes {@code /api/v1/domains/{domain}/…} on to the service's {@code /api/v1/…}, streams
 * included. Who may do what is the service's decision: it gets the caller's roles in a token of
 * ours.
 */
@Singleton
public class DomainRoutes {
    private static final String PREFIX = "/api/v1/domains/";
    private static final long LARGEST_BODY = 1 << 20;
    private static final List<String> PASSED_ON =
            List.of("Content-Type", "Accept", "If-None-Match", "Last-Event-ID", "Idempotency-Key");
    private static final List<String> PASSED_BACK =
            List.of("Content-Type", "ETag", "Cache-Control", "Retry-After");

    private final Services services;
    private final ObjectMapper json;

    public DomainRoutes(Services services, ObjectMapper json) {
        this.services = services;
        this.json = json;
    }

    void register(@Observes Router router) {
        router.route(PREFIX + ":domain/*")
                .handler(BodyHandler.create(false).setBodyLimit(LARGEST_BODY))
                .handler(this::pass);
    }

    private void pass(RoutingContext context) {
        String domain = context.pathParam("domain");
        HttpMethod method = context.request().method();
        if (!(context.user() instanceof QuarkusHttpUser user)
                || user.getSecurityIdentity().isAnonymous()) {
            respond(context, Problems.unauthenticated());
            return;
        }
        if (!services.knows(domain)) {
            respond(
                    context,
                    Problems.notFound(
                            "no domain is named \"%s\"".formatted(domain),
                            "use one of " + String.join(", ", services.domains())));
            return;
        }
        if (method != HttpMethod.GET && method != HttpMethod.POST) {
            respond(
                    context,
                    Problems.of(
                            "method",
                            Response.Status.METHOD_NOT_ALLOWED,
                            "This method is not used here",
                            method + " is not used here",
                            "use GET or POST"));
            return;
        }
        String path =
                "/api/v1/" + context.request().uri().substring((PREFIX + domain + "/").length());
        services.request(domain, method, path, bearer(user))
                .compose(
                        request -> {
                            copy(context.request(), request::putHeader);
                            context.response().closeHandler(_ -> request.reset());
                            return method == HttpMethod.POST && context.body().buffer() != null
                                    ? request.send(context.body().buffer())
                                    : request.send();
                        })
                .onSuccess(answer -> passBack(domain, answer, context))
                .onFailure(e -> respond(context, Problems.unreachable(domain, e.getMessage())));
    }

    private static ServiceTokens.Bearer bearer(QuarkusHttpUser user) {
        return new ServiceTokens.Bearer(
                user.getSecurityIdentity().getPrincipal().getName(),
                user.getSecurityIdentity().getRoles());
    }

    private interface Header {
        void put(String name, String value);
    }

    private static void copy(HttpServerRequest from, Header to) {
        for (String name : PASSED_ON) {
            String value = from.getHeader(name);
            if (value != null) {
                to.put(name, value);
            }
        }
    }

    private static void passBack(String domain, HttpClientResponse answer, RoutingContext context) {
        HttpServerResponse response = context.response();
        response.setStatusCode(answer.statusCode());
        for (String name : PASSED_BACK) {
            if (answer.getHeader(name) != null) {
                response.putHeader(name, answer.getHeader(name));
            }
        }
        String location = answer.getHeader("Location");
        if (location != null) {
            response.putHeader(
                    "Location", location.replaceFirst("^.*/api/v1/", PREFIX + domain + "/"));
        }
        String length = answer.getHeader("Content-Length");
        if (length != null) {
            response.putHeader("Content-Length", length);
        } else {
            response.setChunked(true);
        }
        answer.pipeTo(response);
    }

    private void respond(RoutingContext context, HttpProblem problem) {
        HttpServerResponse response = context.response();
        if (response.headWritten()) {
            response.reset();
            return;
        }
        response.setStatusCode(problem.getStatusCode())
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/problem+json")
                .end(json.valueToTree(problem).toString());
    }
}
