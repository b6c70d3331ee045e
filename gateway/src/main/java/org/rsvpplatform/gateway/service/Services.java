package org.rsvpplatform.gateway.service;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.rsvpplatform.gateway.settings.GatewaySettings;

/**
 * The services and how to ask them. Every call has a deadline: a frozen service holds nobody up.
 */
@Singleton
public class Services {
    /** Streams to one service at once. */
    public static final int MOST_STREAMS = 64;

    private static final int MOST_CALLS = 64;

    /** One under way, and one that was given up and is not gone yet. */
    private static final int MOST_LOOKS = 2;

    private static final int MOST_WAITING = 256;

    private final Map<String, URI> addresses;
    private final ServiceTokens tokens;
    private final ObjectMapper json;
    private final HttpClient calls;
    private final HttpClient streams;
    private final HttpClient looks;

    /**
     * What a service answered.
     *
     * @param body missing when it was empty or no JSON
     */
    public record Answer(int status, JsonNode body) {
        public boolean good() {
            return status / 100 == 2;
        }

        /** The status of an answer that is not good, with what the service said of it. */
        String error() {
            String detail = body.path("detail").asText();
            return "HTTP %d%s".formatted(status, detail.isEmpty() ? "" : ": " + detail);
        }
    }

    public Services(
            GatewaySettings settings, ServiceTokens tokens, ObjectMapper json, Vertx vertx) {
        this.addresses = new TreeMap<>(settings.services());
        this.tokens = tokens;
        this.json = json;
        HttpClientOptions options =
                new HttpClientOptions()
                        .setConnectTimeout((int) settings.follow().deadline().toMillis())
                        .setKeepAliveTimeout(30);
        this.calls = vertx.createHttpClient(options, pool(MOST_CALLS));
        this.streams = vertx.createHttpClient(options, pool(MOST_STREAMS));
        this.looks = vertx.createHttpClient(options, pool(MOST_LOOKS));
    }

    private static PoolOptions pool(int connections) {
        return new PoolOptions().setHttp1MaxSize(connections).setMaxWaitQueueSize(MOST_WAITING);
    }

    /** The domains, by name. */
    public Set<String> domains() {
        return addresses.keySet();
    }

    public boolean knows(String domain) {
        return addresses.containsKey(domain);
    }

    /**
     * Asks and waits.
     *
     * @throws ServiceUnreachable no answer by the deadline, or no connection
     */
    public Answer ask(
            String domain,
            HttpMethod method,
            String path,
            JsonNode body,
            ServiceTokens.Bearer bearer,
            Duration deadline)
            throws ServiceUnreachable, InterruptedException {
        return ask(domain, method, path, body, bearer, deadline, null);
    }

    /**
     * As {@link #ask}, for a call that may be sent again.
     *
     * @param idempotencyKey passed on as it is; null for none
     */
    public Answer ask(
            String domain,
            HttpMethod method,
            String path,
            JsonNode body,
            ServiceTokens.Bearer bearer,
            Duration deadline,
            String idempotencyKey)
            throws ServiceUnreachable, InterruptedException {
        Map<String, String> headers = new HashMap<>();
        if (body != null) {
            headers.put("Content-Type", "application/json");
        }
        if (idempotencyKey != null) {
            headers.put("Idempotency-Key", idempotencyKey);
        }
        Buffer sent = body == null ? null : Buffer.buffer(body.toString());
        return answer(exchange(domain, method, path, headers, sent, bearer, deadline), deadline);
    }

    /**
     * Looks at a service for ourselves, over connections that nobody else uses: callers who take
     * all of theirs do not make it silent.
     *
     * @throws ServiceUnreachable no answer by the deadline, or no connection
     */
    Answer look(String domain, String path, Duration deadline)
            throws ServiceUnreachable, InterruptedException {
        RequestOptions options =
                options(domain, HttpMethod.GET, path, Map.of(), ServiceTokens.GATEWAY, deadline);
        return answer(new Exchange(looks, options, null), deadline);
    }

    private Answer answer(Exchange exchange, Duration deadline)
            throws ServiceUnreachable, InterruptedException {
        boolean answered = false;
        try {
            Answer answer =
                    exchange.send(this::read)
                            .toCompletionStage()
                            .toCompletableFuture()
                            .get(deadline.toMillis(), TimeUnit.MILLISECONDS);
            answered = true;
            return answer;
        } catch (TimeoutException e) {
            throw new ServiceUnreachable("no answer within %d ms".formatted(deadline.toMillis()));
        } catch (ExecutionException e) {
            throw new ServiceUnreachable(String.valueOf(e.getCause().getMessage()));
        } finally {
            if (!answered) {
                exchange.giveUp();
            }
        }
    }

    /**
     * An authenticated request that is not sent yet.
     *
     * @param body null for none
     * @param patience time that it may wait for a connection; then it leaves the line
     */
    public Exchange exchange(
            String domain,
            HttpMethod method,
            String path,
            Map<String, String> headers,
            Buffer body,
            ServiceTokens.Bearer bearer,
            Duration patience) {
        RequestOptions options = options(domain, method, path, headers, bearer, patience);
        return new Exchange(calls, options, body);
    }

    /** As {@link #exchange}, for an answer that goes on: it takes no connection from the others. */
    public Exchange stream(
            String domain,
            String path,
            Map<String, String> headers,
            ServiceTokens.Bearer bearer,
            Duration patience) {
        RequestOptions options = options(domain, HttpMethod.GET, path, headers, bearer, patience);
        return new Exchange(streams, options, null);
    }

    private RequestOptions options(
            String domain,
            HttpMethod method,
            String path,
            Map<String, String> headers,
            ServiceTokens.Bearer bearer,
            Duration patience) {
        URI address = addresses.get(domain);
        RequestOptions options =
                new RequestOptions()
                        .setMethod(method)
                        .setHost(address.getHost())
                        .setPort(address.getPort() < 0 ? 80 : address.getPort())
                        .setSsl("https".equals(address.getScheme()))
                        .setConnectTimeout(patience.toMillis())
                        .setURI(path);
        headers.forEach(options::putHeader);
        tokens.tokenFor(bearer)
                .ifPresent(token -> options.putHeader("Authorization", "Bearer " + token));
        return options;
    }

    private Future<Answer> read(HttpClientResponse head) {
        return head.body().map(body -> new Answer(head.statusCode(), parse(body)));
    }

    private JsonNode parse(Buffer body) {
        try {
            return body.length() == 0 ? MissingNode.getInstance() : json.readTree(body.getBytes());
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
