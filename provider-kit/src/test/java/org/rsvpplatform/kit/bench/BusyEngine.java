package org.rsvpplatform.kit.bench;

import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.rsvpplatform.kit.observe.cause.Catalogue;
import org.rsvpplatform.kit.observe.health.HealthBoard;
import org.rsvpplatform.kit.observe.probe.Cadence;
import org.rsvpplatform.kit.observe.probe.ProbeEngine;
import org.rsvpplatform.kit.observe.probe.TcpBackend;
import org.rsvpplatform.kit.observe.provider.Provider;
import org.rsvpplatform.kit.observe.provider.Role;
import org.rsvpplatform.kit.serve.metrics.ProbeMetrics;
import org.rsvpplatform.kit.time.Ticker;

/**
 * An engine that never rests: each provider is probed again as soon as it was. Through the state
 * machine and the metrics, as in a service.
 */
public final class BusyEngine {
    private static final int PROVIDERS = 200;

    private BusyEngine() {}

    /** Takes the port to check. The registry is the one that Quarkus brings. */
    @SuppressWarnings("deprecation")
    public static void main(String[] arguments) throws IOException {
        InetSocketAddress target =
                new InetSocketAddress(
                        InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0]));
        AtomicLong count = new AtomicLong();
        Clock clock = Clock.systemUTC();
        Catalogue catalogue = catalogue();
        HealthBoard board = new HealthBoard(() -> catalogue, clock, Ticker.system());
        try (ProbeEngine engine =
                new ProbeEngine(
                        64,
                        clock,
                        Ticker.system(),
                        report -> {
                            board.next(report);
                            count.incrementAndGet();
                            return Duration.ZERO;
                        })) {
            ProbeMetrics metrics =
                    new ProbeMetrics(
                            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                            "database",
                            board,
                            engine);
            board.onReport(metrics::record);
            for (int i = 0; i < PROVIDERS; i++) {
                Provider provider =
                        new Provider(
                                "tcp" + i, "tcp", "tcp", Role.ACTIVE, true, Provider.Mode.MANAGE);
                TcpBackend backend = new TcpBackend(target);
                Cadence cadence = Cadence.DEFAULT.every(Duration.ofSeconds(10));
                metrics.add(provider);
                board.add(provider, backend, cadence);
                engine.watch(provider, backend, cadence, Duration.ZERO);
            }
            Count.tell(count);
        }
    }

    /** Any catalogue does: nothing fails here. */
    private static Catalogue catalogue() throws IOException {
        try (InputStream causes =
                BusyEngine.class.getResourceAsStream(
                        "/org/rsvpplatform/sample/clock/causes.yaml")) {
            return Catalogue.read(causes);
        }
    }
}
