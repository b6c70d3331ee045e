package org.rsvpplatform.kit.act.failover;

import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.rsvpplatform.kit.act.command.RunDocument;
import org.rsvpplatform.kit.observe.cause.Catalogue;
import org.rsvpplatform.kit.observe.config.ProvidersFile;
import org.rsvpplatform.kit.observe.domain.DomainConfiguration;
import org.rsvpplatform.kit.observe.domain.DomainWatch;
import org.rsvpplatform.kit.observe.health.HealthBoard;
import org.rsvpplatform.kit.observe.probe.ProbeEngine;
import org.rsvpplatform.kit.observe.provider.Appointment;
import org.rsvpplatform.kit.observe.provider.State;
import org.rsvpplatform.kit.redaction.Redactor;
import org.rsvpplatform.kit.time.Ticker;

/** A scripted pair under watch, with all that a service has for it. */
final class Stage implements AutoCloseable {
    private static final String CAUSES =
            """
            domain: scripted
            causes:
              - code: scripted.refused
                title: Refused
                meaning: Nothing listens there
                distinguish: The port answers at once
                guide: Sample
                switch: cures
                signals: |
                  errno ECONNREFUSED layer=connect
                remedies:
                  - text: Start it
              - code: scripted.misled
                title: Misled
                meaning: Its name leads nowhere
                distinguish: The name is not known
                guide: Sample
                switch: never
                signals: |
                  errno ENOTFOUND layer=connect
                remedies:
                  - text: Correct it
              - code: scripted.limps
                title: Limps
                meaning: It works, and not well
                distinguish: It says so
                guide: Sample
                switch: never
                signals: |
                  fact limps conclusive
                remedies:
                  - text: Let it rest
            """;

    final DomainWatch watch;
    final Rig rig;
    private final ScriptedDomain domain;
    private final Path folder;

    /** A service that starts on what an earlier one left in the folder. */
    Stage(Path folder, ScriptedDomain domain, AtomicReference<Instant> now) throws IOException {
        this(folder, domain, now, stage -> stage.configure(""));
    }

    /** One whose file no longer has the standby. */
    static Stage alone(Path folder, ScriptedDomain domain, AtomicReference<Instant> now)
            throws IOException {
        return new Stage(folder, domain, now, Stage::configureAlone);
    }

    /** What a service finds in its file. */
    private interface File {
        void configure(Stage stage) throws IOException;
    }

    private Stage(Path folder, ScriptedDomain domain, AtomicReference<Instant> now, File file)
            throws IOException {
        this.domain = domain;
        this.folder = folder;
        Clock clock = ((InstantSource) now::get).withZone(ZoneOffset.UTC);
        Catalogue causes =
                Catalogue.read(new ByteArrayInputStream(CAUSES.getBytes(StandardCharsets.UTF_8)));
        HealthBoard board = new HealthBoard(() -> causes, clock, Ticker.system());
        this.watch =
                new DomainWatch(domain, board, new ProbeEngine(8, clock, Ticker.system(), board));
        this.rig = new Rig(watch, causes, folder, clock);
        rig.restore();
        file.configure(this);
        rig.settle();
    }

    /**
     * @param settings of the group's failover, as it stands in the file
     */
    void configure(String settings) throws IOException {
        apply(
                """
                scripted:
                  providers:
                    one: { kind: scripted, probe: { interval: 100ms, deadline: 50ms } }
                    two: { kind: scripted, probe: { interval: 100ms, deadline: 50ms }, standbyOf: one }
                  groups:
                    one: { failover: { SETTINGS } }
                """
                        .replace("SETTINGS", settings));
        state("one", domain.gone.contains("one") ? State.DOWN : State.UP);
        state("two", domain.gone.contains("two") ? State.DOWN : State.UP);
    }

    /** Without a standby. */
    void configureAlone() throws IOException {
        apply("scripted: { providers: { one: { kind: scripted } } }");
        state("one", State.UP);
    }

    /** Beside it a second pair, {@code three} and {@code four}; both fail over by themselves. */
    void configureTwoGroups() throws IOException {
        apply(
                """
                scripted:
                  providers:
                    one: { kind: scripted, probe: { interval: 100ms, deadline: 50ms } }
                    two: { kind: scripted, probe: { interval: 100ms, deadline: 50ms }, standbyOf: one }
                    three: { kind: scripted, probe: { interval: 100ms, deadline: 50ms } }
                    four: { kind: scripted, probe: { interval: 100ms, deadline: 50ms }, standbyOf: three }
                  groups:
                    one: { failover: { auto: true } }
                    three: { failover: { auto: true } }
                """);
        for (String provider : List.of("one", "two", "three", "four")) {
            state(provider, State.UP);
        }
    }

    private void apply(String yaml) throws IOException {
        Path file = folder.resolve("providers.yaml");
        Files.writeString(file, yaml);
        watch.apply(
                DomainConfiguration.read(
                        domain, ProvidersFile.read(file, Map.of(), new Redactor())));
    }

    void ails(String provider) {
        domain.ailing.add(provider);
        state(provider, State.DEGRADED);
    }

    void gone(String provider) {
        domain.gone.add(provider);
        state(provider, State.DOWN);
    }

    void misled(String provider) {
        domain.misled.add(provider);
        state(provider, State.DOWN);
    }

    void back(String provider) {
        domain.gone.remove(provider);
        state(provider, State.UP);
    }

    private void state(String provider, State state) {
        await().atMost(Rig.SOON).until(() -> watch.board().state(provider).orElse(null) == state);
    }

    RunDocument failOver(String... parameters) {
        return rig.call("providers:failover", parameters);
    }

    String active() {
        return watch.appointment("one").map(Appointment::provider).orElse("nobody");
    }

    long epoch() {
        return watch.epoch("one");
    }

    @Override
    public void close() {
        watch.close();
        rig.close();
    }
}
