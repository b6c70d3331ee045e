package org.rsvpplatform.gateway.domain;

import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import org.rsvpplatform.gateway.service.ServiceTokens;
import org.rsvpplatform.gateway.service.Services;

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

    public DomainRoutes(Services services) {
        this.services = services;
    }

    void register(@Observes Router router) {
        router.route(PREFIX + ":domain/*")
                .handler(BodyHandler.create(false).setBodyLimit(LARGEST_BODY))
                .handler(this::pass);
    }

    private void pass(RoutingContext context) {
        String domain = context.pathParam("domain");
        HttpMethod method = context.request().method();
        if (!services.knows(domain)) {
            problem(
                    context,
                    404,
                    "no domain is named \"%s\"".formatted(domain),
                    "use one of " + String.join(", ", services.domains()));
            return;
        }
        if (method != HttpMethod.GET && method != HttpMethod.POST) {
            problem(context, 405, method + " is not used here", "use GET or POST");
            return;
        }
        String path =
                "/api/v1/" + context.request().uri().substring((PREFIX + domain + "/").length());
        services.request(domain, method, path, bearer(context))
                .compose(
                        request -> {
                            copy(context.request(), request::putHeader);
                            context.response().closeHandler(_ -> request.reset());
                            return method == HttpMethod.POST && context.body().buffer() != null
                                    ? request.send(context.body().buffer())
                                    : request.send();
                        })
                .onSuccess(answer -> passBack(domain, answer, context))
                .onFailure(
                        e ->
                                problem(
                                        context,
                                        502,
                                        "the %s service does not answer: %s"
                                                .formatted(domain, e.getMessage()),
                                        "look at the service's own health and log"));
    }

    private static ServiceTokens.Bearer bearer(RoutingContext context) {
        QuarkusHttpUser user = (QuarkusHttpUser) context.user();
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

    private static void problem(RoutingContext context, int status, String detail, String hint) {
        if (context.response().headWritten()) {
            context.response().reset();
            return;
        }
        context.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/problem+json")
                .end(
                        new JsonObject()
                                .put(
                                        "type",
                                        "urn:rsvp:problem:"
                                                + (status == 502
                                                        ? "service-unreachable"
                                                        : "not-found"))
                                .put(
                                        "title",
                                        status == 502
                                                ? "The service does not answer"
                                                : "There is no such thing")
                                .put("status", status)
                                .put("detail", detail)
                                .put("hint", hint)
                                .encode());
    }
}
