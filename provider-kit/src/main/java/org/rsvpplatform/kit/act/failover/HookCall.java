package org.rsvpplatform.kit.act.failover;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.rsvpplatform.kit.act.command.RunFailed;
import org.rsvpplatform.kit.observe.domain.GroupSettings.Hook;

/**
 * A call of an operator's own program or address. It is told what to do by name; an exit code of 0,
 * or a status of 200, means that it is done. All else means that it is not.
 */
public final class HookCall {
    private static final int MOST_TOLD = 500;

    /** An answer whose body goes on for longer has said what it means: by its status. */
    private static final Duration BODY = Duration.ofSeconds(1);

    /** A child of a program that has ended may hold its output open. */
    private static final Duration REST = Duration.ofMillis(200);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Hook hook;

    public HookCall(Hook hook) {
        this.hook = hook;
    }

    /** What it is, for a plan: the program's name, or the address's host. */
    public String shown() {
        return hook.url()
                .map(url -> "the hook at " + url.getHost())
                .orElseGet(() -> "the hook " + hook.command().getFirst());
    }

    /**
     * Calls it.
     *
     * @param what such as {@code act}, {@code group}, {@code provider}, {@code activeHost}; a
     *     program has them as {@code RSVP_ACT}, {@code RSVP_ACTIVE_HOST} and so on
     * @return what it said
     * @throws RunFailed it did not say that it is done
     */
    public String call(Map<String, String> what) throws RunFailed, InterruptedException {
        return hook.url().isPresent() ? ask(what) : execute(what);
    }

    private String ask(Map<String, String> what) throws RunFailed, InterruptedException {
        String body = json(what);
        HttpRequest.Builder request =
                HttpRequest.newBuilder(hook.url().orElseThrow())
                        .timeout(hook.timeout())
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body));
        hook.token()
                .ifPresent(token -> request.header("Authorization", "Bearer " + token.reveal()));
        // Closed after the call: what hangs there must not hold up the next one.
        try (HttpClient client = HttpClient.newBuilder().connectTimeout(hook.timeout()).build()) {
            HttpResponse<InputStream> answer =
                    client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            String told = said(reading(answer.body()), BODY);
            client.shutdownNow(); // closing it would wait for the rest of the body
            if (answer.statusCode() != 200) {
                throw new RunFailed(
                        "%s answered %d, not 200%s"
                                .formatted(shown(), answer.statusCode(), after(told)));
            }
            return "%s answered 200%s".formatted(shown(), after(told));
        } catch (IOException e) {
            throw new RunFailed(
                    "%s gave no answer within %d ms: %s"
                            .formatted(shown(), hook.timeout().toMillis(), e));
        }
    }

    private static String json(Map<String, String> what) {
        try {
            return JSON.writeValueAsString(what);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String execute(Map<String, String> what) throws RunFailed, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(new ArrayList<>(hook.command())).redirectErrorStream(true);
        Map<String, String> environment = new LinkedHashMap<>(hook.environment());
        what.forEach((name, value) -> environment.put(variable(name), value));
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process;
        try {
            process = builder.start();
            process.getOutputStream().close();
        } catch (IOException e) {
            throw new RunFailed("%s can't be started: %s".formatted(shown(), e.getMessage()));
        }
        CompletableFuture<String> output = reading(process.getInputStream());
        try {
            if (!process.waitFor(hook.timeout().toMillis(), TimeUnit.MILLISECONDS)) {
                throw new RunFailed(
                        "%s did not end within %d ms"
                                .formatted(shown(), hook.timeout().toMillis()));
            }
            String told = said(output, REST);
            if (process.exitValue() != 0) {
                throw new RunFailed(
                        "%s ended with %d, not 0%s"
                                .formatted(shown(), process.exitValue(), after(told)));
            }
            return "%s ended with 0%s".formatted(shown(), after(told));
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static String variable(String name) {
        return "RSVP_" + name.replaceAll("(?=[A-Z])", "_").toUpperCase(Locale.ROOT);
    }

    private static CompletableFuture<String> reading(InputStream stream) {
        return CompletableFuture.supplyAsync(
                () -> told(stream), task -> Thread.ofVirtual().start(task));
    }

    private static String said(CompletableFuture<String> output, Duration within)
            throws InterruptedException {
        try {
            return output.get(within.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            return "";
        }
    }

    private static String told(InputStream stream) {
        try (stream) {
            byte[] first = stream.readNBytes(MOST_TOLD);
            stream.skip(Long.MAX_VALUE);
            return new String(first, StandardCharsets.UTF_8).strip().replaceAll("\\s+", " ");
        } catch (IOException e) {
            return "";
        }
    }

    private static String after(String told) {
        return told.isEmpty() ? "" : ": " + told;
    }
}
