package org.rsvpplatform.database.postgresql;

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
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.rsvpplatform.database.DatabaseDomain;
import org.rsvpplatform.database.mysql.Mysql;
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
import org.rsvpplatform.sandbox.postgresql.PostgresPair;
import org.rsvpplatform.sandbox.postgresql.PostgresServer;

/**
 * A pair of servers under watch, configured by a real providers.yaml, probed only when a test asks.
 */
public final class Checkup implements AutoCloseable {
    static final Vertx VERTX = Vertx.vertx();

    /** A name that only our own look-up knows. */
    static final String ALIAS = "db1.rsvp.test";

    private static final Names NAMES =
            new Names(
                    host ->
                            host.equals(ALIAS)
                                    ? new InetAddress[] {InetAddress.getByName("127.0.0.1")}
                                    : InetAddress.getAllByName(host));

    private final HealthBoard board;
    private final ProbeEngine engine;
    private final DomainWatch watch;

    private Checkup(String yaml) {
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

    public static Checkup of(PostgresPair pair) {
        return new Setup(pair).open();
    }

    public static Setup with(PostgresPair pair) {
        return new Setup(pair);
    }

    public DomainWatch watch() {
        return watch;
    }

    /** Probes once and explains what was seen to the end. */
    public Seen probe(String provider) {
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

    /** Probes once and hands the report on as it is. */
    public void report(String provider, Consumer<ProbeReport> listener) {
        listener.accept(probe(provider).first());
    }

    @Override
    public void close() {
        watch.close();
    }

    private static Path write(String yaml) {
        try {
            Path file = Files.createTempFile("providers", ".yaml");
            file.toFile().deleteOnExit();
            return Files.writeString(file, yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Catalogue catalogue() {
        try (InputStream yaml = Checkup.class.getResourceAsStream("/causes.yaml")) {
            return Catalogue.read(yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The providers.yaml of a test. */
    public static final class Setup {
        private final PostgresPair pair;
        private final Map<String, String> primary = new LinkedHashMap<>();
        private final Map<String, String> standby = new LinkedHashMap<>();

        Setup(PostgresPair pair) {
            this.pair = pair;
            PostgresServer server = pair.primary();
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
            address(standby, pair.standby());
            standby.put("standbyOf", server.name());
        }

        private static void address(Map<String, String> fields, PostgresServer server) {
            fields.put("kind", "postgresql");
            fields.put("host", server.host());
            fields.put("port", Integer.toString(server.servicePort()));
        }

        public Setup set(String field, String value) {
            primary.put(field, value);
            return this;
        }

        public Setup without(String field) {
            primary.remove(field);
            return this;
        }

        public Setup onStandby(String field, String value) {
            standby.put(field, value);
            return this;
        }

        /** TLS with our authority. */
        Setup tls(String mode) {
            Path authority = write(pair.primary().authorityPem());
            return set("tls", "{ mode: %s, ca: %s }".formatted(mode, authority));
        }

        public Checkup open() {
            return new Checkup(
                    "database:\n  active: %s\n  providers:\n".formatted(pair.primary().name())
                            + lines(pair.primary().name(), primary)
                            + lines(pair.standby().name(), standby));
        }

        private static String lines(String name, Map<String, String> fields) {
            return fields.entrySet().stream()
                    .map(field -> "      %s: %s\n".formatted(field.getKey(), field.getValue()))
                    .collect(Collectors.joining("", "    " + name + ":\n", ""));
        }

        private static String quoted(String text) {
            return "\"" + text + "\"";
        }
    }
}
