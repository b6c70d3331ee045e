package org.rsvpplatform.gateway.service;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.util.function.Function;

/**
 * One request to a service, from its place in the line for a connection to the end of its answer. A
 * GET that met a kept connection just as that was closed goes once more, over another one (RFC 9110
 * section 9.2.2); nothing else is sent twice.
 */
public final class Exchange {
    private final HttpClient client;
    private final RequestOptions options;
    private final Buffer body;
    private volatile boolean givenUp;
    private volatile boolean answered;
    private volatile Future<HttpClientRequest> request;

    /**
     * @param body null for none
     */
    Exchange(HttpClient client, RequestOptions options, Buffer body) {
        this.client = client;
        this.options = options;
        this.body = body;
    }

    /**
     * Sends it; call once.
     *
     * @param read gets the head of the answer, and takes the rest before it comes: what nobody
     *     takes is thrown away
     * @param <T> what is made of the answer
     */
    public <T> Future<T> send(Function<HttpClientResponse, Future<T>> read) {
        return attempt(read).recover(e -> mayGoAgain(e) ? attempt(read) : Future.failedFuture(e));
    }

    /** Ends it wherever it is: nothing of it remains, no connection, and no place in the line. */
    public void giveUp() {
        givenUp = true;
        request.onSuccess(HttpClientRequest::reset);
    }

    public boolean isGivenUp() {
        return givenUp;
    }

    private <T> Future<T> attempt(Function<HttpClientResponse, Future<T>> read) {
        request = client.request(options);
        return request.compose(asked -> dispatch(asked, read));
    }

    /** A request that gets its connection after it was given up must not run any more. */
    private <T> Future<T> dispatch(
            HttpClientRequest asked, Function<HttpClientResponse, Future<T>> read) {
        if (givenUp) {
            asked.exceptionHandler(_ -> {}); // the reset is meant, and no news for the log
            asked.reset();
            return Future.failedFuture("given up before it was sent");
        }
        // Who only listens once it is sent may be too late, on whatever thread this runs.
        Future<T> answer =
                asked.response()
                        .compose(
                                head -> {
                                    answered = true;
                                    return read.apply(head);
                                });
        if (body == null) {
            asked.send();
        } else {
            asked.send(body);
        }
        return answer;
    }

    private boolean mayGoAgain(Throwable failure) {
        return failure instanceof HttpClosedException
                && options.getMethod() == HttpMethod.GET
                && !answered
                && !givenUp;
    }
}
