package org.rsvpplatform.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** Who sees one database break, reads what the suite says of it, and repairs it. */
final class Operator {
    private static final Duration SEEN = Duration.ofSeconds(12);

    /** While credentials are refused a provider is asked every 30 s. */
    private static final Duration HEALED = Duration.ofSeconds(45);

    private final Suite suite;
    private final String provider;
    private final Configuration configuration;
    private final String configured;

    Operator(Suite suite, String provider) {
        this.suite = suite;
        this.provider = provider;
        this.configuration = new Configuration(suite);
        this.configured = configuration.text();
    }

    /** Leaves all as it was found. */
    void leave() {
        restore();
        suite.healAtOnce();
        lookAtAll();
    }

    /**
     * Looks at every database again at once: what was wrong with credentials at one server was
     * wrong at its standby, too.
     */
    void lookAtAll() {
        suite.post("/api/v1/commands/providers:test", "{\"parameters\":{\"target\":\"database\"}}");
    }

    /**
     * Breaks the provider and waits until the cause is named.
     *
     * @param confidence null for any
     */
    JsonNode broken(String fault, String cause, String confidence) {
        suite.breakAtOnce(provider, fault);
        return awaitDiagnosis(cause, confidence);
    }

    JsonNode awaitDiagnosis(String cause, String confidence) {
        return awaitDiagnosis(cause, confidence, SEEN);
    }

    JsonNode awaitDiagnosis(String cause, String confidence, Duration within) {
        await().atMost(within)
                .pollInterval(Duration.ofMillis(200))
                .untilAsserted(
                        () -> {
                            JsonNode seen = seen();
                            assertThat(seen.path("diagnosis").path("cause").asText())
                                    .as(seen.toPrettyString())
                                    .isEqualTo(cause);
                            if (confidence != null) {
                                assertThat(seen.path("diagnosis").path("confidence").asText())
                                        .as(seen.toPrettyString())
                                        .isEqualTo(confidence);
                            }
                        });
        JsonNode diagnosis = seen().path("diagnosis");
        assertThat(diagnosis.path("evidence")).isNotEmpty();
        assertThat(diagnosis.path("link").asText()).endsWith("#" + cause);
        Named.add(suite.database(provider).isMysql(), diagnosis);
        return diagnosis;
    }

    void awaitState(String state) {
        awaitState(state, HEALED);
    }

    void awaitState(String state, Duration within) {
        await().atMost(within)
                .pollInterval(Duration.ofMillis(200))
                .untilAsserted(
                        () -> {
                            JsonNode seen = seen();
                            assertThat(seen.path("state").asText())
                                    .as(seen.toPrettyString())
                                    .isEqualTo(state);
                        });
    }

    JsonNode seen() {
        return suite.provider("database", provider);
    }

    /** How the provider's group is. */
    String group() {
        JsonNode domain = suite.status().path("domains").path("database");
        String group = domain.path("providers").path(provider).path("group").asText();
        return domain.path("groups").path(group).path("state").asText();
    }

    /**
     * What a program of the platform meets with a statement, as it reports it, and what that is
     * said to mean.
     */
    JsonNode reported(String statement, String cause, String confidence) {
        return reportedText(met(statement), cause, confidence);
    }

    /** The same for what a program was told already. */
    JsonNode reportedText(String met, String cause, String confidence) {
        return reported(met, observation("error").put("text", met), cause, confidence);
    }

    /** The figures of a program's connection pool that has none left. */
    void reportedPool(String application, int size, int used, int waiting, String cause) {
        ObjectNode observation = observation("pool");
        observation
                .putObject("pool")
                .put("application", application)
                .put("size", size)
                .put("used", used)
                .put("waiting", waiting);
        reported(application, observation, cause, "confirmed");
    }

    private JsonNode reported(String met, ObjectNode observation, String cause, String confidence) {
        ObjectNode batch = Suite.JSON.createObjectNode();
        batch.putArray("observations").add(observation);
        JsonNode answer =
                suite.send(
                                "POST",
                                suite.env("RSVP_URL") + "/api/v1/domains/database/observations",
                                batch.toString(),
                                suite.platform())
                        .json();
        JsonNode diagnosis = answer.path("diagnoses").path(0).path("diagnosis");
        assertThat(diagnosis.path("cause").asText())
                .as("%s%n%s", met, answer.toPrettyString())
                .isEqualTo(cause);
        assertThat(diagnosis.path("confidence").asText())
                .as("%s%n%s", met, answer.toPrettyString())
                .isEqualTo(confidence);
        Named.add(suite.database(provider).isMysql(), diagnosis);
        return diagnosis;
    }

    private String met(String statement) {
        try (Connection program = suite.database(provider).connect();
                Statement one = program.createStatement()) {
            one.execute(statement);
        } catch (SQLException e) {
            return e.toString();
        }
        throw new AssertionError("nothing is wrong with " + statement);
    }

    private ObjectNode observation(String kind) {
        return Suite.JSON.createObjectNode().put("kind", kind).put("provider", provider);
    }

    /** The lines of the first remedy in which every one of these words stands. */
    static List<String> lines(JsonNode diagnosis, String... words) {
        for (JsonNode remedy : diagnosis.path("remedies")) {
            List<String> lines = new ArrayList<>();
            remedy.path("lines").forEach(line -> lines.add(line.asText()));
            String all = String.join("\n", lines);
            if (List.of(words).stream().allMatch(all::contains)) {
                return lines;
            }
        }
        throw new AssertionError(
                "no remedy has " + List.of(words) + "\n" + diagnosis.toPrettyString());
    }

    /**
     * Looks again at once, by the remedy's own command: a provider that refused our credentials is
     * left alone for 30 s else.
     */
    void lookAgain(JsonNode diagnosis) {
        for (JsonNode remedy : diagnosis.path("remedies")) {
            JsonNode command = remedy.path("command");
            if (command.path("name").asText().equals("db:reconnect")) {
                reconnect(command.path("parameters"));
                return;
            }
        }
        throw new AssertionError("no remedy looks again\n" + diagnosis.toPrettyString());
    }

    /** The same when it was healed without its remedy. */
    void lookAgain() {
        reconnect(Suite.JSON.createObjectNode().put("provider", provider));
    }

    private void reconnect(JsonNode parameters) {
        Suite.Answer answer =
                suite.post(
                        "/api/v1/commands/db:reconnect",
                        Suite.JSON.createObjectNode().set("parameters", parameters).toString());
        assertThat(answer.status()).as(answer.text()).isEqualTo(202);
    }

    /** What {@code ./rsvp providers:grants} prints. */
    List<String> grants() {
        List<String> lines = new ArrayList<>();
        suite.post(
                        "/api/v1/commands/providers:grants",
                        "{\"parameters\":{\"target\":\"%s\"}}".formatted(provider))
                .json()
                .path("grants")
                .path(0)
                .path("lines")
                .forEach(line -> lines.add(line.asText()));
        assertThat(lines).isNotEmpty();
        return lines;
    }

    /** Removes what fills the disk. */
    void makeRoom(String disk) {
        Path server = new Administrator(suite, provider).dataDirectory().getParent().getParent();
        try {
            Files.delete(server.resolve(disk).resolve("filler"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Changes what stands first in the provider's part of the configuration. */
    void change(String from, String to) {
        configuration.write(changed(configuration.text(), from, to));
    }

    /**
     * The same for several providers at one time, so that the configuration is put to use once.
     *
     * @param to by the provider's name
     */
    static void change(List<Operator> all, String from, UnaryOperator<String> to) {
        Configuration configuration = all.getFirst().configuration;
        String text = configuration.text();
        for (Operator one : all) {
            text = one.changed(text, from, to.apply(one.provider));
        }
        configuration.write(text);
    }

    private String changed(String before, String from, String to) {
        int part = before.indexOf("    %s:%n".formatted(provider));
        assertThat(part).as(before).isPositive();
        String after =
                before.substring(0, part)
                        + before.substring(part).replaceFirst(Pattern.quote(from), to);
        assertThat(after).isNotEqualTo(before);
        return after;
    }

    /** The configuration as it was. */
    void restore() {
        configuration.write(configured);
    }
}
