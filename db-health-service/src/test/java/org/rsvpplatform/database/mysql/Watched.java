package org.rsvpplatform.database.mysql;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.rsvpplatform.database.DatabaseDomain;
import org.rsvpplatform.database.postgresql.Postgresql;
import org.rsvpplatform.database.postgresql.Seen;
import org.rsvpplatform.kit.observe.cause.Catalogue;
import org.rsvpplatform.kit.observe.config.ProvidersFile;
import org.rsvpplatform.kit.observe.domain.DomainConfiguration;
import org.rsvpplatform.kit.observe.domain.DomainWatch;
import org.rsvpplatform.kit.observe.health.HealthBoard;
import org.rsvpplatform.kit.observe.probe.Names;
import org.rsvpplatform.kit.observe.probe.ProbeEngine;
import org.rsvpplatform.kit.observe.probe.ProbeReport;
import org.rsvpplatform.kit.redaction.Redactor;
import org.rsvpplatform.kit.time.Ticker;

/** Servers under watch by a providers.yaml, probed only when a test asks. */
final class Watched implements AutoCloseable {
    private static final Vertx VERTX = Vertx.vertx();

    /** A name that only our own look-up knows. */
    static final String ALIAS = "db3.rsvp.test";

    private static final Names NAMES =
            new Names(
                    host ->
                            host.equals(ALIAS)
                                    ? new InetAddress[] {InetAddress.getByName("127.0.0.1")}
                                    : InetAddress.getAllByName(host));

    private final HealthBoard board;
    private final ProbeEngine engine;
    private final DomainWatch watch;

    private Watched(String yaml) {
        board = new HealthBoard(catalogue(), Clock.systemUTC(), Ticker.system());
        engine =
                new ProbeEngine(
                        8, Clock.systemUTC(), Ticker.system(), report -> Duration.ofHours(1));
        DatabaseDomain domain =
                new DatabaseDomain(
                        new Postgresql(VERTX, NAMES, Ticker.system()),
                        new Mysql(VERTX, NAMES, Ticker.system()));
        watch = new DomainWatch(domain, board, engine);
        watch.apply(
                DomainConfiguration.read(
                        domain, ProvidersFile.read(write(yaml), Map.of(), new Redactor())));
    }

    /** The section of each provider by its name, as it stands in the file. */
    static Watched of(String active, Map<String, String> providers) {
        StringBuilder yaml = new StringBuilder("database:\n  active: " + active);
        yaml.append("\n  providers:\n");
        providers.forEach((name, section) -> yaml.append("    " + name + ": " + section + "\n"));
        return new Watched(yaml.toString());
    }

    DomainWatch watch() {
        return watch;
    }

    /** Probes once and explains what was seen to the end. */
    Seen probe(String provider) {
        return probe(provider, Optional.empty());
    }

    Seen probe(String provider, Optional<Duration> deadline) {
        try {
            ProbeReport report =
                    engine.probe(provider, new ProbeEngine.Request(Set.of(), deadline, true)).get();
            return new Seen(report, board.explain(report, true));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    @Override
    public void close() {
        watch.close();
    }

    static Path write(String text) {
        try {
            Path file = Files.createTempFile("providers", ".yaml");
            file.toFile().deleteOnExit();
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Catalogue catalogue() {
        try (InputStream yaml = Watched.class.getResourceAsStream("/causes.yaml")) {
            return Catalogue.read(yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
