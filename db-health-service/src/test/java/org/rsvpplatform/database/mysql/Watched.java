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
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
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
import org.rsvpplatform.sandbox.mariadb.MariadbPair;
import org.rsvpplatform.sandbox.mariadb.MariadbServer;

/** Servers under watch by a providers.yaml, probed only when a test asks. */
public final class Watched implements AutoCloseable {
    private static final Vertx VERTX = Vertx.vertx();
    private static final Duration WARMING = Duration.ofSeconds(10);
    private static final AtomicBoolean WARM = new AtomicBoolean();

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
        warmUp();
    }

    /** The first probe of a JVM loads all that it needs, which takes longer than a probe may. */
    private void warmUp() {
        if (WARM.compareAndSet(false, true)) {
            watch.providers().stream().limit(1).forEach(p -> take(p.name(), Optional.of(WARMING)));
        }
    }

    /** The section of each provider by its name, as it stands in the file. */
    static Watched of(String active, Map<String, String> providers) {
        StringBuilder yaml = new StringBuilder("database:\n  active: " + active);
        yaml.append("\n  providers:\n");
        providers.forEach((name, section) -> yaml.append("    " + name + ": " + section + "\n"));
        return new Watched(yaml.toString());
    }

    public static Watched of(MariadbPair pair) {
        return new Setup(pair).open();
    }

    static Setup with(MariadbPair pair) {
        return new Setup(pair);
    }

    /** The providers.yaml of a test. */
    static final class Setup {
        private final MariadbPair pair;
        private final Map<String, String> primary = new LinkedHashMap<>();
        private final Map<String, String> replica = new LinkedHashMap<>();

        Setup(MariadbPair pair) {
            this.pair = pair;
            MariadbServer server = pair.primary();
            address(primary, server);
            primary.put("database", server.database());
            primary.put("user", server.user());
            primary.put("password", quoted(server.password()));
            primary.put(
                    "observer",
                    "{ user: %s, password: %s }"
                            .formatted(
                                    server.logins().observer().user(),
                                    quoted(server.logins().observer().password())));
            address(replica, pair.replica());
            replica.put("standbyOf", server.name());
        }

        private static void address(Map<String, String> fields, MariadbServer server) {
            fields.put("kind", "mysql");
            fields.put("host", server.host());
            fields.put("port", Integer.toString(server.servicePort()));
        }

        Setup set(String field, String value) {
            primary.put(field, value);
            return this;
        }

        Setup without(String field) {
            primary.remove(field);
            return this;
        }

        Setup onReplica(String field, String value) {
            replica.put(field, value);
            return this;
        }

        /** TLS with our authority. */
        Setup tls(String mode) {
            Path authority = write(pair.primary().authorityPem());
            return set("tls", "{ mode: %s, ca: %s }".formatted(mode, authority));
        }

        Watched open() {
            Map<String, String> sections = new LinkedHashMap<>();
            sections.put(pair.primary().name(), section(primary));
            sections.put(pair.replica().name(), section(replica));
            return Watched.of(pair.primary().name(), sections);
        }

        private static String section(Map<String, String> fields) {
            return fields.entrySet().stream()
                    .map(field -> field.getKey() + ": " + field.getValue())
                    .collect(Collectors.joining(", ", "{ ", " }"));
        }

        private static String quoted(String text) {
            return "\"" + text + "\"";
        }
    }

    public DomainWatch watch() {
        return watch;
    }

    /** Probes once and explains what was seen to the end. */
    Seen probe(String provider) {
        return probe(provider, Optional.empty());
    }

    Seen probe(String provider, Optional<Duration> deadline) {
        ProbeReport report = take(provider, deadline);
        return new Seen(report, board.explain(report, true));
    }

    private ProbeReport take(String provider, Optional<Duration> deadline) {
        try {
            return engine.probe(provider, new ProbeEngine.Request(Set.of(), deadline, true)).get();
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
