package org.rsvpplatform.storage.contract;

import io.restassured.RestAssured;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A client of a stream: reads its events as they come, each within a deadline. */
public final class Listener implements AutoCloseable {
    private static final HttpClient HTTP =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(5))
                    .build();

    private final HttpResponse<InputStream> response;
    private final BufferedReader lines;

    private Listener(HttpResponse<InputStream> response) {
        this.response = response;
        this.lines =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }

    public static Listener to(String path) throws Exception {
        return to(path, Map.of());
    }

    static Listener to(String path, Map<String, String> headers) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + RestAssured.port + path))
                        .timeout(Duration.ofSeconds(10))
                        .header(
                                "Authorization",
                                "Bearer " + Gateway.OURS.token("viewer", "operator"));
        headers.forEach(request::header);
        return new Listener(HTTP.send(request.build(), HttpResponse.BodyHandlers.ofInputStream()));
    }

    int status() {
        return response.statusCode();
    }

    /** The fields of the next event, by name. */
    public Map<String, String> event() throws Exception {
        CompletableFuture<Map<String, String>> event = new CompletableFuture<>();
        Thread.ofVirtual()
                .start(
                        () -> {
                            try {
                                event.complete(read());
                            } catch (IOException e) {
                                event.completeExceptionally(e);
                            }
                        });
        return event.get(10, TimeUnit.SECONDS);
    }

    /** What else comes, of an answer that has an end. */
    String rest() {
        return lines.lines().collect(Collectors.joining("\n"));
    }

    private Map<String, String> read() throws IOException {
        Map<String, String> fields = new HashMap<>();
        while (true) {
            String line = lines.readLine();
            if (line == null) {
                throw new IOException("the stream ended after " + fields);
            }
            if (line.isEmpty() && fields.containsKey("data")) {
                return fields;
            }
            int colon = line.indexOf(':');
            if (colon > 0) {
                fields.put(line.substring(0, colon), line.substring(colon + 1));
            }
        }
    }

    @Override
    public void close() throws IOException {
        response.body().close();
    }
}
