package org.rsvpplatform.gateway.service;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;

/**
 * One request to a service, from its place in the line for a connection to the head of its answer.
 * A GET that met a kept connection just as that was closed goes once more, over another one (RFC
 * 9110 section 9.2.2); nothing else is sent twice.
 */
public final class Exchange {
    private final HttpClient client;
    private final RequestOptions options;
    private final Buffer body;
    private volatile boolean givenUp;
    private volatile Future<HttpClientRequest> request;

    /**
     * @param body null for none
     */
    Exchange(HttpClient client, RequestOptions options, Buffer body) {
        this.client = client;
        this.options = options;
        this.body = body;
    }

    /** Sends it; call once. */
    public Future<HttpClientResponse> send() {
        return attempt().recover(e -> mayGoAgain(e) ? attempt() : Future.failedFuture(e));
    }

    /** Ends it wherever it is: nothing of it remains, no connection, and no place in the line. */
    public void giveUp() {
        givenUp = true;
        request.onSuccess(HttpClientRequest::reset);
    }

    public boolean isGivenUp() {
        return givenUp;
    }

    private Future<HttpClientResponse> attempt() {
        request = client.request(options);
        return request.compose(this::dispatch);
    }

    /** A request that gets its connection after it was given up must not run any more. */
    private Future<HttpClientResponse> dispatch(HttpClientRequest asked) {
        if (givenUp) {
            asked.exceptionHandler(_ -> {}); // the reset is meant, and no news for the log
            asked.reset();
            return Future.failedFuture("given up before it was sent");
        }
        return body == null ? asked.send() : asked.send(body);
    }

    private boolean mayGoAgain(Throwable failure) {
        return failure instanceof HttpClosedException
                && options.getMethod() == HttpMethod.GET
                && !givenUp;
    }
}
