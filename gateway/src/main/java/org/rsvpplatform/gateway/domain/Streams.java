package org.rsvpplatform.gateway.domain;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The answers that go on for as long as somebody listens: which they are, and how many may be. */
final class Streams {
    private static final Pattern EVENTS =
            Pattern.compile("/api/v1/(?:active|(?:runs|commands)/[^/]+)/events");
    private static final String JOURNAL = "/api/v1/journal";

    private final Map<String, Semaphore> places;

    /**
     * @param most to each of the domains' services at once
     */
    Streams(Set<String> domains, int most) {
        this.places =
                domains.stream()
                        .collect(Collectors.toMap(Function.identity(), _ -> new Semaphore(most)));
    }

    /**
     * True when the answer is a stream. Only these have no deadline, so a word in any other request
     * does not rid it of its own.
     *
     * @param path the service's own, without a query
     */
    static boolean isOne(HttpServerRequest request, String path) {
        return request.method() == HttpMethod.GET
                && (EVENTS.matcher(path).matches() || path.equals(JOURNAL) && follows(request));
    }

    /** As the service decides it: whoever takes anything gets the page. */
    private static boolean follows(HttpServerRequest request) {
        String accept = request.getHeader(HttpHeaders.ACCEPT);
        return "true".equals(request.getParam("follow"))
                || accept != null
                        && accept.contains("text/event-stream")
                        && !accept.contains("*/*");
    }

    /**
     * Takes a place.
     *
     * @return gives it back, once however often it is called; empty when all are taken
     */
    Optional<Runnable> place(String domain) {
        Semaphore free = places.get(domain);
        if (!free.tryAcquire()) {
            return Optional.empty();
        }
        AtomicBoolean taken = new AtomicBoolean(true);
        return Optional.of(
                () -> {
                    if (taken.getAndSet(false)) {
                        free.release();
                    }
                });
    }
}
