package org.rsvpplatform.gateway.domain;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rsvpplatform.gateway.service.Exchange;
import org.rsvpplatform.gateway.service.ServiceTokens;
import org.rsvpplatform.gateway.service.Services;
import org.rsvpplatform.gateway.settings.GatewaySettings;
import org.rsvpplatform.kit.serve.http.Problems;

/** A request on its way to a service, and the answer on its way back, streams included. */
@Singleton
public class Passage {
    static final String PREFIX = "/api/v1/domains/";

    private static final List<String> PASSED_ON =
            List.of("Content-Type", "Accept", "If-None-Match", "Last-Event-ID", "Idempotency-Key");
    private static final List<String> PASSED_BACK =
            List.of("Content-Type", "ETag", "Cache-Control", "Retry-After");

    private final Services services;
    private final Streams streams;
    private final GatewaySettings.Follow settings;
    private final ObjectMapper json;

    public Passage(Services services, GatewaySettings settings, ObjectMapper json) {
        this.services = services;
        this.streams = new Streams(services.domains(), Services.MOST_STREAMS);
        this.settings = settings.follow();
        this.json = json;
    }

    /** Who asks; empty, and told so, when that is nobody whom we know. */
    public Optional<SecurityIdentity> caller(RoutingContext context) {
        if (context.user() instanceof QuarkusHttpUser user
                && !user.getSecurityIdentity().isAnonymous()) {
            return Optional.of(user.getSecurityIdentity());
        }
        respond(context, Problems.unauthenticated());
        return Optional.empty();
    }

    /**
     * Passes a call on, which has a deadline.
     *
     * @param asked the service's own path, with its query
     */
    void call(RoutingContext context, String domain, String asked, SecurityIdentity caller) {
        HttpMethod method = context.request().method();
        Duration deadline =
                method == HttpMethod.GET ? settings.readDeadline() : settings.commandDeadline();
        Exchange exchange =
                services.exchange(
                        domain,
                        method,
                        asked,
                        passedOn(context.request()),
                        method == HttpMethod.POST ? context.body().buffer() : null,
                        ServiceTokens.Bearer.of(caller),
                        deadline);
        giveUpAfter(deadline, exchange, context);
        send(exchange, domain, deadline, context, exchange::giveUp);
    }

    /**
     * Passes on what is answered by a stream, when there is a place for one more.
     *
     * @param asked the service's own path, with its query
     */
    public void stream(
            RoutingContext context, String domain, String asked, SecurityIdentity caller) {
        Optional<Runnable> place = streams.place(domain);
        if (place.isEmpty()) {
            respond(
                    context,
                    Problems.tooManyStreams(
                            "%d streams to %s are open already"
                                    .formatted(Services.MOST_STREAMS, domain),
                            "end one of them, or ask now and then instead"));
            return;
        }
        Runnable free = place.get();
        Exchange exchange =
                services.stream(
                        domain,
                        asked,
                        passedOn(context.request()),
                        ServiceTokens.Bearer.of(caller),
                        settings.readDeadline());
        context.addEndHandler(_ -> free.run());
        send(
                exchange,
                domain,
                settings.readDeadline(),
                context,
                () -> {
                    exchange.giveUp();
                    free.run();
                });
    }

    /**
     * @param gone what to do when the client goes away
     */
    private void send(
            Exchange exchange,
            String domain,
            Duration deadline,
            RoutingContext context,
            Runnable gone) {
        Future<Void> passed = exchange.send(answer -> passBack(domain, answer, context));
        // The last word: end handlers of the context would take its place.
        context.response().closeHandler(_ -> gone.run());
        passed.onFailure(
                e ->
                        respond(
                                context,
                                Problems.unreachable(
                                        domain,
                                        exchange.isGivenUp()
                                                ? "no answer within %d ms"
                                                        .formatted(deadline.toMillis())
                                                : e.getMessage())));
    }

    private static void giveUpAfter(Duration deadline, Exchange exchange, RoutingContext context) {
        Vertx vertx = context.vertx();
        long timer = vertx.setTimer(deadline.toMillis(), _ -> exchange.giveUp());
        context.addEndHandler(_ -> vertx.cancelTimer(timer));
    }

    private static Map<String, String> passedOn(HttpServerRequest request) {
        Map<String, String> headers = new HashMap<>();
        for (String name : PASSED_ON) {
            String value = request.getHeader(name);
            if (value != null) {
                headers.put(name, value);
            }
        }
        return headers;
    }

    private static Future<Void> passBack(
            String domain, HttpClientResponse answer, RoutingContext context) {
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
        return answer.pipeTo(response);
    }

    /** Answers a problem, where that can still be done. */
    public void respond(RoutingContext context, HttpProblem problem) {
        HttpServerResponse response = context.response();
        if (response.closed()) {
            return;
        }
        if (response.headWritten()) {
            response.reset();
            return;
        }
        response.setStatusCode(problem.getStatusCode())
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/problem+json")
                .end(json.valueToTree(problem).toString());
    }
}
