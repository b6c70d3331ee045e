package org.rsvpplatform.database;

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
import java.util.function.Function;
import org.rsvpplatform.database.mysql.Mysql;
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

/** The domain as a real providers.yaml configures it. */
public final class ProbedDomain implements AutoCloseable {
    public static final Vertx VERTX = Vertx.vertx();

    private final HealthBoard board;
    private final ProbeEngine engine;
    private final DomainWatch watch;

    /**
     * It is probed only when a test asks.
     *
     * @param alias a name of this host that only our own look-up knows
     */
    public ProbedDomain(String yaml, String alias) {
        this(yaml, alias, _ -> _ -> Duration.ofHours(1));
    }

    private ProbedDomain(
            String yaml, String alias, Function<HealthBoard, ProbeEngine.Verdict> verdict) {
        Catalogue catalogue = catalogue();
        board = new HealthBoard(() -> catalogue, Clock.systemUTC(), Ticker.system());
        engine = new ProbeEngine(8, Clock.systemUTC(), Ticker.system(), verdict.apply(board));
        Names names =
                new Names(
                        host ->
                                host.equals(alias)
                                        ? new InetAddress[] {InetAddress.getByName("127.0.0.1")}
                                        : InetAddress.getAllByName(host));
        DatabaseDomain domain =
                new DatabaseDomain(
                        new Postgresql(VERTX, names, Clock.systemUTC(), Ticker.system()),
                        new Mysql(VERTX, names, Clock.systemUTC(), Ticker.system()));
        watch = new DomainWatch(domain, board, engine);
        watch.apply(
                DomainConfiguration.read(
                        domain, ProvidersFile.read(write(yaml), Map.of(), new Redactor())));
    }

    /** It is probed as often as its configuration says. */
    public static ProbedDomain scheduled(String yaml) {
        return scheduled(yaml, board -> board);
    }

    /**
     * It is probed as often as somebody says.
     *
     * @param verdict made of the domain's board, which takes each report in
     */
    public static ProbedDomain scheduled(
            String yaml, Function<HealthBoard, ProbeEngine.Verdict> verdict) {
        return new ProbedDomain(yaml, "", verdict);
    }

    public DomainWatch watch() {
        return watch;
    }

    /** Probes once and explains what was seen to the end. */
    public Seen probe(String provider, Optional<Duration> deadline) {
        ProbeReport report = report(provider, deadline);
        return new Seen(report, board.explain(report, true));
    }

    /** Probes once. */
    public ProbeReport report(String provider, Optional<Duration> deadline) {
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

    /** A file with this text, gone with the JVM. */
    public static Path write(String text) {
        try {
            Path file = Files.createTempFile("providers", ".yaml");
            file.toFile().deleteOnExit();
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The domain's causes. */
    public static Catalogue catalogue() {
        try (InputStream yaml = ProbedDomain.class.getResourceAsStream("/causes.yaml")) {
            return Catalogue.read(yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
