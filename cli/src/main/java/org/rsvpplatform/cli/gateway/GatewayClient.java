package org.rsvpplatform.cli.gateway;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.rsvpplatform.cli.invocation.ExitCode;
import org.rsvpplatform.cli.invocation.Failure;
import org.rsvpplatform.cli.json.Json;
import org.rsvpplatform.cli.json.JsonReader;
import org.rsvpplatform.cli.json.JsonWriter;

/**
 * Speaks HTTP with the gateway. On HttpURLConnection: java.net.http's client costs a third of a
 * second more on a command that takes a fifth.
 */
public final class GatewayClient {
    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final int LARGEST_ANSWER = 64 << 20;

    private final Endpoint endpoint;
    private final Duration patience;

    /** {@code patience} is how long an answer may take. */
    public GatewayClient(Endpoint endpoint, Duration patience) {
        this.endpoint = endpoint;
        this.patience = patience;
        // A change must not be sent twice behind our back when a connection breaks.
        System.setProperty("sun.net.http.retryPost", "false");
    }

    /** An answer that was no error. */
    public record Answer(int status, Json body) {}

    public Answer get(String path) {
        return send("GET", path, null);
    }

    public Answer post(String path, Json body) {
        return send("POST", path, body);
    }

    public String url() {
        return endpoint.url();
    }

    /**
     * Opens a stream of events; it is the caller's to close. While it is open, nothing may come for
     * as long as an answer may take.
     */
    public Events events(String path) {
        HttpURLConnection connection = null;
        boolean open = false;
        try {
            connection = open("GET", path);
            connection.setRequestProperty(
                    "Accept", Events.MEDIA_TYPE + ", application/problem+json");
            int status = connection.getResponseCode();
            if (status >= 300) {
                throw new Refusal(status, problem(read(connection, status)));
            }
            if (!String.valueOf(connection.getContentType()).startsWith(Events.MEDIA_TYPE)) {
                throw new ProtocolException("its answer is no stream; is this a gateway?");
            }
            Events events = new Events(connection, this::unreachable);
            open = true;
            return events;
        } catch (IOException e) {
            throw unreachable(e);
        } finally {
            if (connection != null && !open) {
                connection.disconnect();
            }
        }
    }

    private Answer send(String method, String path, Json body) {
        HttpURLConnection connection = null;
        try {
            connection = open(method, path);
            if (body != null) {
                byte[] bytes = JsonWriter.compact(body).getBytes(StandardCharsets.UTF_8);
                connection.setDoOutput(true);
                connection.setRequestProperty("Content-Type", "application/json");
                connection.setFixedLengthStreamingMode(bytes.length);
                try (OutputStream out = connection.getOutputStream()) {
                    out.write(bytes);
                }
            }
            return answer(connection);
        } catch (IOException e) {
            throw unreachable(e);
        } finally {
            if (connection != null) {
                connection.disconnect();
            }
        }
    }

    private HttpURLConnection open(String method, String path) throws IOException {
        HttpURLConnection connection;
        try {
            connection =
                    (HttpURLConnection) URI.create(endpoint.url() + path).toURL().openConnection();
        } catch (IllegalArgumentException | ClassCastException e) {
            throw new Failure(
                    ExitCode.USAGE,
                    "RSVP_URL is no http address: " + endpoint.url(),
                    "for example: http://127.0.0.1:8080");
        }
        connection.setRequestMethod(method);
        connection.setConnectTimeout((int) CONNECT.toMillis());
        connection.setReadTimeout((int) patience.toMillis());
        // A redirect would carry the token to wherever it points.
        connection.setInstanceFollowRedirects(false);
        connection.setRequestProperty("Accept", "application/json, application/problem+json");
        if (!endpoint.token().isEmpty()) {
            try {
                connection.setRequestProperty("Authorization", "Bearer " + endpoint.token());
            } catch (IllegalArgumentException e) {
                throw new Failure(
                        ExitCode.NOT_ALLOWED,
                        "the token holds characters that no token has",
                        "check RSVP_TOKEN");
            }
        }
        return connection;
    }

    private static Answer answer(HttpURLConnection connection) throws IOException {
        int status = connection.getResponseCode();
        byte[] bytes = read(connection, status);
        if (status >= 300) {
            throw new Refusal(status, problem(bytes));
        }
        try {
            return new Answer(status, JsonReader.read(new ByteArrayInputStream(bytes)));
        } catch (IOException e) {
            throw new ProtocolException("its answer is no JSON; is this a gateway?");
        }
    }

    private static byte[] read(HttpURLConnection connection, int status) throws IOException {
        try (InputStream in =
                status >= 400 ? connection.getErrorStream() : connection.getInputStream()) {
            byte[] bytes = in == null ? new byte[0] : in.readNBytes(LARGEST_ANSWER + 1);
            if (bytes.length > LARGEST_ANSWER) {
                throw new ProtocolException("its answer is larger than 64 MB");
            }
            return bytes;
        }
    }

    private static Json problem(byte[] bytes) {
        try {
            return JsonReader.read(new ByteArrayInputStream(bytes));
        } catch (IOException e) {
            return Json.NULL;
        }
    }

    private Failure unreachable(IOException e) {
        return switch (e) {
            case SocketTimeoutException _ ->
                    unreachable("did not answer within " + patience.toSeconds() + " s");
            case UnknownHostException _ -> unreachable("has a host name that does not resolve");
            default -> unreachable("can't be reached: " + e.getMessage());
        };
    }

    private Failure unreachable(String what) {
        return new Failure(
                ExitCode.UNREACHABLE,
                "the gateway at " + endpoint.url() + " " + what,
                "what runs here:     ./rsvp ps",
                "start what is down: ./rsvp up");
    }
}
