package org.rsvpplatform.database.benchmark;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.rsvpplatform.database.DatabaseDomain;
import org.rsvpplatform.database.ProbedDomain;
import org.rsvpplatform.database.mysql.Mysql;
import org.rsvpplatform.database.postgresql.Postgresql;
import org.rsvpplatform.kit.bench.Count;
import org.rsvpplatform.kit.observe.config.ProvidersFile;
import org.rsvpplatform.kit.observe.domain.DomainConfiguration;
import org.rsvpplatform.kit.observe.domain.DomainWatch;
import org.rsvpplatform.kit.observe.health.HealthBoard;
import org.rsvpplatform.kit.observe.probe.Names;
import org.rsvpplatform.kit.observe.probe.ProbeEngine;
import org.rsvpplatform.kit.redaction.Redactor;
import org.rsvpplatform.kit.time.Ticker;

/**
 * Databases that are probed without rest: each again as soon as it was, through all layers and the
 * state machine. Counts the probes that found all well.
 */
public final class BusyDatabases {
    private BusyDatabases() {}

    /** Takes a providers.yaml. */
    public static void main(String[] arguments) throws IOException {
        AtomicLong count = new AtomicLong();
        HealthBoard board =
                new HealthBoard(ProbedDomain.catalogue(), Clock.systemUTC(), Ticker.system());
        Vertx vertx = Vertx.vertx();
        Names names = Names.system();
        try (ProbeEngine engine =
                new ProbeEngine(
                        16,
                        Clock.systemUTC(),
                        Ticker.system(),
                        report -> {
                            board.next(report);
                            if (report.reason().isEmpty()) {
                                count.incrementAndGet();
                            }
                            return Duration.ZERO;
                        })) {
            DatabaseDomain domain =
                    new DatabaseDomain(
                            new Postgresql(vertx, names, Ticker.system()),
                            new Mysql(vertx, names, Ticker.system()));
            new DomainWatch(domain, board, engine)
                    .apply(
                            DomainConfiguration.read(
                                    domain,
                                    ProvidersFile.read(
                                            Path.of(arguments[0]), Map.of(), new Redactor())));
            Count.tell(count);
        }
    }
}
