package org.rsvpplatform.sample.clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rsvpplatform.kit.observe.cause.Catalogue;
import org.rsvpplatform.kit.observe.config.ProvidersFile;
import org.rsvpplatform.kit.observe.domain.DomainConfiguration;
import org.rsvpplatform.kit.observe.domain.DomainWatch;
import org.rsvpplatform.kit.observe.health.HealthBoard;
import org.rsvpplatform.kit.observe.health.StateChange;
import org.rsvpplatform.kit.observe.probe.Names;
import org.rsvpplatform.kit.observe.probe.ProbeEngine;
import org.rsvpplatform.kit.observe.provider.Appointment;
import org.rsvpplatform.kit.observe.provider.Provider;
import org.rsvpplatform.kit.observe.provider.Role;
import org.rsvpplatform.kit.observe.provider.State;
import org.rsvpplatform.kit.redaction.Redactor;
import org.rsvpplatform.kit.time.Ticker;

/** A group of two gets another active one, in a domain that knows nothing of it. */
class AppointmentTest {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final Instant AT = Instant.parse("2026-01-01T10:00:00Z");

    @TempDir Path directory;

    private final List<StateChange> changes = new CopyOnWriteArrayList<>();
    private ClockServer first;
    private ClockServer second;
    private DomainWatch watch;

    @BeforeEach
    void watchTwo() throws IOException {
        first = ClockServer.start();
        second = ClockServer.start();
        Clock clock = Clock.systemUTC();
        HealthBoard board;
        try (InputStream yaml = AppointmentTest.class.getResourceAsStream("causes.yaml")) {
            Catalogue catalogue = Catalogue.read(yaml);
            board = new HealthBoard(() -> catalogue, clock, Ticker.system());
        }
        board.onChange(changes::add);
        watch =
                new DomainWatch(
                        new ClockDomain(Names.system(), clock),
                        board,
                        new ProbeEngine(8, clock, Ticker.system(), board));
        configure("first", "second");
        await().atMost(SOON).until(() -> changes.size() == 2);
    }

    @AfterEach
    void stop() throws IOException {
        watch.close();
        first.close();
        second.close();
    }

    @Test
    void before_any_change_the_configuration_says_who_is_active() {
        assertThat(watch.appointments())
                .extracting(Appointment::provider, Appointment::epoch)
                .containsExactly(tuple("first", 1L));
    }

    @Test
    void roles_change_and_states_stay() {
        long seen = version();

        watch.appoint(new Appointment("first", "second", 2, AT));

        assertThat(version()).isGreaterThan(seen);
        assertThat(roles()).isEqualTo(Map.of("first", Role.STANDBY, "second", Role.ACTIVE));
        assertThat(watch.board().state("first")).contains(State.UP);
        assertThat(watch.board().state("second")).contains(State.UP);
        assertThat(watch.appointments()).containsExactly(new Appointment("first", "second", 2, AT));
        assertThat(watch.status(false, List.of()).groups().get("first").epoch()).isEqualTo(2);
        assertThat(watch.status(false, List.of()).groups().get("first").active())
                .isEqualTo("second");
        assertThat(changes).hasSize(2);
    }

    @Test
    void a_state_that_stayed_is_measured_anew_in_the_new_role() throws IOException {
        watch.appoint(new Appointment("first", "second", 2, AT));
        second.close();

        await().atMost(SOON).until(() -> watch.board().state("second").get() == State.DOWN);
        assertThat(watch.status(false, List.of()).state()).isEqualTo(State.DOWN);
    }

    @Test
    void an_older_epoch_is_refused() {
        watch.appoint(new Appointment("first", "second", 3, AT));

        assertThatThrownBy(() -> watch.appoint(new Appointment("first", "first", 3, AT)))
                .hasMessage("group first has epoch 3 already");
        assertThatThrownBy(() -> watch.appoint(new Appointment("first", "first", 2, AT)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(roles()).containsEntry("second", Role.ACTIVE);
    }

    @Test
    void a_file_that_is_read_again_changes_no_role_back() throws IOException {
        watch.appoint(new Appointment("first", "second", 2, AT));

        configure("first", "second", "third");

        assertThat(roles())
                .isEqualTo(
                        Map.of(
                                "first",
                                Role.STANDBY,
                                "second",
                                Role.ACTIVE,
                                "third",
                                Role.STANDBY));
    }

    @Test
    void when_the_appointed_one_is_no_longer_configured_nobody_is_active() throws IOException {
        watch.appoint(new Appointment("first", "second", 2, AT));

        configure("first");

        assertThat(roles()).isEqualTo(Map.of("first", Role.STANDBY));
        assertThat(watch.appointments()).isEmpty();
        assertThat(watch.status(false, List.of()).state()).isEqualTo(State.UNKNOWN);
    }

    private long version() {
        try {
            return watch.awaitChange(0, Duration.ZERO);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Map<String, Role> roles() {
        return watch.providers().stream().collect(Collectors.toMap(Provider::name, Provider::role));
    }

    private void configure(String... names) throws IOException {
        StringBuilder text = new StringBuilder("clock:\n  providers:\n");
        for (String name : names) {
            ClockServer server = name.equals("second") ? second : first;
            text.append(
                    "    %s: { kind: time, host: 127.0.0.1, port: %d, mostOffset: 2s }%n"
                            .formatted(name, server.port()));
        }
        Path file = directory.resolve("providers.yaml");
        Files.writeString(file, text);
        watch.apply(
                DomainConfiguration.read(
                        watch.domain(), ProvidersFile.read(file, Map.of(), new Redactor())));
    }
}
