package org.rsvpplatform.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The running suite as an operator has it: its command line and its gateway. */
final class Suite implements AutoCloseable {
    static final ObjectMapper JSON = new ObjectMapper();

    private static final String DATA = "data:";
    private static final Duration OF_LATE = Duration.ofMinutes(2);

    private final Checkout checkout;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final Map<String, String> environment = new TreeMap<>();
    private final Map<String, String> given;
    private final Map<String, String> addresses = new ConcurrentHashMap<>();
    private String platform;

    /** An answer of the gateway or of a service. */
    record Answer(int status, String text, HttpResponse<String> response) {
        JsonNode json() {
            return parsed(text);
        }

        private static JsonNode parsed(String text) {
            try {
                return JSON.readTree(text);
            } catch (IOException e) {
                throw new UncheckedIOException(text, e);
            }
        }
    }

    /** What stands in the way of most tests and measurements: what is broken stays so. */
    static final String NO_FAILOVER = "--no-failover";

    Suite() {
        this(List.of(NO_FAILOVER));
    }

    /**
     * @param options of {@code up}
     */
    Suite(List<String> options) {
        this(options, Map.of());
    }

    /**
     * @param given variables of the shell in which {@code ./rsvp} is called
     */
    Suite(List<String> options, Map<String, String> given) {
        this.given = given;
        checkout = Checkout.create();
        List<String> up = new ArrayList<>(List.of("up", "--detach"));
        up.addAll(options);
        try {
            Checkout.Ran ran = rsvp(up.toArray(String[]::new));
            assertThat(ran.exit()).as("./rsvp up --detach%n%s", ran.all()).isZero();
        } catch (AssertionError e) {
            checkout.close();
            throw e;
        }
        readEnvironment();
    }

    private void readEnvironment() {
        for (String line : checkout.rsvp("env").out().lines().toList()) {
            if (line.startsWith("export ")) {
                int equals = line.indexOf('=');
                String value = line.substring(equals + 1);
                environment.put(
                        line.substring("export ".length(), equals),
                        value.startsWith("'") ? value.substring(1, value.length() - 1) : value);
            }
        }
    }

    Checkout checkout() {
        return checkout;
    }

    /** A variable of {@code ./rsvp env}. */
    String env(String name) {
        assertThat(environment).containsKey(name);
        return environment.get(name);
    }

    /**
     * How programs log in at a provider; with {@code -admin} behind its name, its administrator.
     */
    DatabaseUrl database(String provider) {
        return DatabaseUrl.of(
                env("RSVP_SANDBOX_" + provider.toUpperCase(Locale.ROOT).replace('-', '_')));
    }

    Checkout.Ran rsvp(String... arguments) {
        return checkout.run(given, arguments);
    }

    /** Runs a command that has to end well. */
    String good(String... arguments) {
        Checkout.Ran ran = rsvp(arguments);
        assertThat(ran.exit()).as("./rsvp %s\n%s", String.join(" ", arguments), ran.all()).isZero();
        return ran.out();
    }

    /**
     * What {@code ./rsvp break} does, without the start of a command.
     *
     * @param fault may be followed by {@code =} and its argument
     */
    void breakAtOnce(String provider, String fault) {
        String[] parts = fault.split("=", 2);
        ObjectNode request =
                JSON.createObjectNode().put("provider", provider).put("fault", parts[0]);
        if (parts.length > 1) {
            request.put("argument", parts[1]);
        }
        tellSandbox("/break", request);
    }

    /** What {@code ./rsvp heal} does, without the start of a command. */
    void healAtOnce() {
        tellSandbox("/heal", JSON.createObjectNode());
    }

    private void tellSandbox(String path, JsonNode what) {
        try {
            JsonNode control =
                    JSON.readTree(checkout.file(".rsvp/sandbox/sandbox.json").toFile())
                            .path("control");
            Answer answer =
                    send(
                            "POST",
                            control.path("url").asText() + path,
                            what.toString(),
                            control.path("token").asText());
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Kills a process of the suite. */
    void killAtOnce(String service) {
        ProcessHandle process =
                ProcessHandle.of(processes().get(service).path("pid").asLong()).orElseThrow();
        process.destroyForcibly();
        await().atMost(Duration.ofSeconds(5)).until(() -> !process.isAlive());
    }

    /** Begins a switchover of this provider's group to it. */
    void switchOver(String provider) {
        Answer begun =
                post(
                        "/api/v1/commands/providers:failover",
                        JSON.createObjectNode()
                                .set(
                                        "parameters",
                                        JSON.createObjectNode()
                                                .put("target", provider)
                                                .put("to", provider))
                                .toString());
        assertThat(begun.status()).as(begun.text()).isEqualTo(202);
    }

    /** The run of the database service that began last. */
    JsonNode latestRun() {
        return get("/api/v1/domains/database/runs?limit=1").json().path("runs").path(0);
    }

    Answer get(String path) {
        return send("GET", env("RSVP_URL") + path, null, env("RSVP_TOKEN"));
    }

    Answer post(String path, String body) {
        return send("POST", env("RSVP_URL") + path, body, env("RSVP_TOKEN"));
    }

    /** A request to any address; without an Authorization header when the token is null. */
    Answer send(String method, String url, String body, String token) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url))
                        .timeout(Duration.ofSeconds(70))
                        .method(
                                method,
                                body == null
                                        ? HttpRequest.BodyPublishers.noBody()
                                        : HttpRequest.BodyPublishers.ofString(body));
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        try {
            HttpResponse<String> response =
                    http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body(), response);
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + url, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /**
     * The data of each event of a stream, as they come, for a platform's program; close it.
     *
     * @throws UncheckedIOException nobody answers, also while it is read
     */
    Stream<JsonNode> events(String url) throws InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(url))
                        .header("Authorization", "Bearer " + platform())
                        .header("Accept", "text/event-stream")
                        .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofLines())
                    .body()
                    .filter(line -> line.startsWith(DATA))
                    .map(line -> Answer.parsed(line.substring(DATA.length())));
        } catch (IOException e) {
            throw new UncheckedIOException(url, e);
        }
    }

    /** Where a service or the gateway listens; it stays the same as long as the suite runs. */
    String address(String service) {
        return addresses.computeIfAbsent(
                service, s -> "http://127.0.0.1:" + processes().get(s).get("port").asInt());
    }

    JsonNode status() {
        return get("/api/v1/status?detailed=true").json();
    }

    JsonNode provider(String domain, String name) {
        return status().path("domains").path(domain).path("providers").path(name);
    }

    /** A token of the platform's programs, always the same. */
    String platform() {
        if (platform == null) {
            platform = admitted("platform");
        }
        return platform;
    }

    /** What the database service has journalled of this type since then, oldest first. */
    List<JsonNode> journal(String type, Instant from) {
        List<JsonNode> entries = new ArrayList<>();
        get("/api/v1/domains/database/journal?limit=1000&type=%s&from=%s".formatted(type, from))
                .json()
                .path("entries")
                .forEach(entries::add);
        return entries;
    }

    /** Changes the configuration and waits until it is in use. */
    void applied(Runnable change) {
        Instant changed = Instant.now();
        change.run();
        await().atMost(Duration.ofSeconds(10))
                .until(() -> !journal("configuration.applied", changed).isEmpty());
    }

    void awaitUp(Duration within) {
        await().atMost(within)
                .untilAsserted(
                        () -> {
                            JsonNode status = status();
                            assertThat(status.path("state").asText())
                                    .as(() -> status.toPrettyString() + toldOfLate())
                                    .isEqualTo("UP");
                        });
    }

    /** What the database service did before all was not well, for who has to find out why. */
    private String toldOfLate() {
        StringBuilder told = new StringBuilder();
        Instant from = Instant.now().minus(OF_LATE);
        get("/api/v1/domains/database/journal?limit=1000&from=" + from)
                .json()
                .path("entries")
                .forEach(entry -> told.append('\n').append(entry));
        return told.append('\n').append(latestRun()).toString();
    }

    private String tokenOf(String role) {
        String token = role + "-" + java.util.UUID.randomUUID();
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(token.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            Path tokens = checkout.file(".rsvp/tokens");
            Files.writeString(
                    tokens,
                    "%s test-%s sha256:%s%n".formatted(role, role, HexFormat.of().formatHex(hash)),
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
        return token;
    }

    /** A new token of this role that the gateway takes already. */
    String admitted(String role) {
        String token = tokenOf(role);
        await().atMost(Duration.ofSeconds(10))
                .until(
                        () ->
                                send("GET", env("RSVP_URL") + "/api/v1/status", null, token)
                                                .status()
                                        != 401);
        return token;
    }

    /** The processes of the suite by name, as {@code ./rsvp ps} has them. */
    Map<String, JsonNode> processes() {
        Map<String, JsonNode> processes = new TreeMap<>();
        try {
            JSON.readTree(good("ps", "--output=json"))
                    .forEach(p -> processes.put(p.get("name").asText(), p));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return processes;
    }

    @Override
    public void close() {
        checkout.close();
    }
}
