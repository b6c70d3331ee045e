package org.rsvpplatform.sample.clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rsvpplatform.kit.act.command.CommandDocument;
import org.rsvpplatform.kit.act.command.Commands;
import org.rsvpplatform.kit.act.command.InvalidParameters;
import org.rsvpplatform.kit.act.command.Verdict;
import org.rsvpplatform.kit.observe.cause.Catalogue;
import org.rsvpplatform.kit.observe.cause.Confidence;
import org.rsvpplatform.kit.observe.cause.Diagnosis;
import org.rsvpplatform.kit.observe.config.Fault;
import org.rsvpplatform.kit.observe.config.ProvidersFile;
import org.rsvpplatform.kit.observe.domain.Domain;
import org.rsvpplatform.kit.observe.domain.DomainConfiguration;
import org.rsvpplatform.kit.observe.domain.DomainWatch;
import org.rsvpplatform.kit.observe.health.HealthBoard;
import org.rsvpplatform.kit.observe.probe.Backend;
import org.rsvpplatform.kit.observe.probe.Names;
import org.rsvpplatform.kit.observe.probe.ProbeEngine;
import org.rsvpplatform.kit.observe.provider.State;
import org.rsvpplatform.kit.redaction.Redactor;
import org.rsvpplatform.kit.time.Ticker;

/** The recipes of ARCHITECTURE.md, followed to the end: from a line of configuration to a cause. */
class RecipesTest {
    private static final Duration SOON = Duration.ofSeconds(5);

    @TempDir Path directory;

    private final ObjectMapper json = new ObjectMapper();
    private ClockServer server;
    private DomainWatch watch;

    @BeforeEach
    void start() throws IOException {
        server = ClockServer.start();
        Clock clock = Clock.systemUTC();
        Domain domain = new ClockDomain(Names.system(), clock);
        Catalogue catalogue = catalogue();
        HealthBoard board = new HealthBoard(() -> catalogue, clock, Ticker.system());
        watch = new DomainWatch(domain, board, new ProbeEngine(8, clock, Ticker.system(), board));
    }

    @AfterEach
    void stop() throws IOException {
        watch.close();
        server.close();
    }

    @Test
    void a_domain_is_watched_from_its_section_of_the_configuration() throws IOException {
        configure("mostOffset: 2s");

        await().atMost(SOON).until(() -> state() == State.UP);

        assertThat(watch.status(true, List.of()).groups()).containsOnlyKeys("pool");
    }

    @Test
    void a_check_s_signal_becomes_the_cause_that_the_catalogue_gives_it() throws IOException {
        server.offBy(Duration.ofMinutes(5));
        configure("mostOffset: 2s");

        await().atMost(SOON).until(() -> diagnosed("clock.off"));

        Diagnosis diagnosis = watch.board().diagnosis("pool").orElseThrow();
        assertThat(diagnosis.confidence()).isEqualTo(Confidence.CONFIRMED);
        assertThat(diagnosis.evidence()).anyMatch(line -> line.matches(".*(299|300) s from ours"));
        assertThat(diagnosis.remedies().getFirst().lines()).containsExactly("ntpdate -q 127.0.0.1");
    }

    @Test
    void a_session_that_does_not_open_is_diagnosed_by_the_same_file() throws IOException {
        server.close();
        configure("mostOffset: 2s");

        await().atMost(SOON).until(() -> diagnosed("clock.refused"));
    }

    @Test
    void a_configuration_that_changes_nothing_here_leaves_the_backend_open() throws IOException {
        configure("mostOffset: 2s");
        Backend<?> first = watch.backend("pool").orElseThrow();

        configure("mostOffset: 2000ms");

        assertThat(watch.backend("pool")).containsSame(first);
        configure("mostOffset: 3s");
        assertThat(watch.backend("pool").orElseThrow()).isNotSameAs(first);
    }

    @Test
    void what_is_wrong_with_the_settings_of_a_kind_is_told_with_its_line() throws IOException {
        configure("mostOfset: 2s");

        assertThat(watch.faults())
                .filteredOn(Fault::isError)
                .singleElement()
                .asString()
                .contains("clock.providers.pool.mostOfset", "write mostOffset");
    }

    @Test
    void a_command_is_found_by_its_name_and_reads_typed_parameters() throws Exception {
        configure("mostOffset: 2s");
        AskCommand ask = new AskCommand(watch);

        AskCommand.Result result =
                commands(ask).read(ask, json.valueToTree(Map.of("provider", "pool")));

        assertThat(result.verdict()).isEqualTo(Verdict.GOOD);
        assertThat(result.answer()).contains("s from ours");
    }

    @Test
    void a_command_refuses_what_it_can_t_use_with_the_fix() throws Exception {
        configure("mostOffset: 2s");
        AskCommand ask = new AskCommand(watch);

        assertThatThrownBy(() -> commands(ask).read(ask, json.valueToTree(Map.of("provider", "x"))))
                .isInstanceOf(InvalidParameters.class)
                .hasMessageContaining("use one of pool");
    }

    @Test
    void the_catalogue_of_commands_is_made_from_the_declaration() {
        CommandDocument document = commands(new AskCommand(watch)).documents().getFirst();

        assertThat(document.name()).isEqualTo("clock:ask");
        assertThat(document.domains()).containsExactly("clock");
        assertThat(document.parameters().at("/properties/provider/x-positional").asInt(-1))
                .isZero();
        assertThat(document.parameters().at("/required/0").asText()).isEqualTo("provider");
    }

    private Commands commands(AskCommand ask) {
        return new Commands("clock", List.of(ask), json);
    }

    private State state() {
        return watch.board().state("pool").orElse(State.UNKNOWN);
    }

    private boolean diagnosed(String cause) {
        return watch.board().diagnosis("pool").filter(d -> d.cause().equals(cause)).isPresent();
    }

    private void configure(String field) throws IOException {
        Path file = directory.resolve("providers.yaml");
        Files.writeString(
                file,
                """
                clock:
                  providers:
                    pool: { kind: time, host: 127.0.0.1, port: PORT, FIELD }
                """
                        .replace("PORT", Integer.toString(server.port()))
                        .replace("FIELD", field));
        watch.apply(
                DomainConfiguration.read(
                        watch.domain(), ProvidersFile.read(file, Map.of(), new Redactor())));
    }

    private static Catalogue catalogue() throws IOException {
        try (InputStream yaml = RecipesTest.class.getResourceAsStream("causes.yaml")) {
            return Catalogue.read(yaml);
        }
    }
}
