package org.rsvpplatform.database.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.rsvpplatform.database.Program;
import org.rsvpplatform.database.postgresql.Checkup;
import org.rsvpplatform.kit.observe.probe.CheckResult;
import org.rsvpplatform.kit.observe.probe.Outcome;
import org.rsvpplatform.kit.observe.probe.ProbeReport;
import org.rsvpplatform.kit.observe.provider.Layer;
import org.rsvpplatform.kit.observe.provider.Provider;
import org.rsvpplatform.sandbox.junit.Sandboxed;
import org.rsvpplatform.sandbox.postgresql.PostgresPair;

@Sandboxed
@SuppressWarnings("deprecation") // the registry that Quarkus brings
class DatabaseMetricsTest {
    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    @Test
    void a_database_is_measured_as_long_as_it_is_watched(PostgresPair pair) throws Exception {
        try (Checkup checkup = Checkup.of(pair);
                Program program = Program.called(pair.primary(), "checkout")) {
            program.run("SELECT 1");
            DatabaseMetrics metrics = new DatabaseMetrics(registry, checkup.watch());
            checkup.watch().providers().forEach(metrics::added);
            checkup.probe("postgresql");
            checkup.probe("backup-postgresql");
            checkup.report("postgresql", metrics::record);
            checkup.report("backup-postgresql", metrics::record);

            String scraped = registry.scrape();
            assertThat(scraped.replace(",}", "}"))
                    .contains(
                            "rsvp_database_connections{provider=\"postgresql\",state=\"idle-in-transaction\"}"
                                + " 1.0",
                            "rsvp_database_connections{provider=\"postgresql\",state=\"hidden\"}"
                                    + " 0.0",
                            "rsvp_database_response_seconds_count{provider=\"postgresql\"} 1",
                            "rsvp_database_replication_lag_bytes{provider=\"backup-postgresql\"}"
                                    + " 0.0",
                            "rsvp_database_replication_lag_bytes{provider=\"postgresql\"} NaN",
                            "rsvp_database_replication_lag_seconds{provider=\"backup-postgresql\"}"
                                    + " 0.0",
                            "rsvp_database_slow_queries_total{provider=\"postgresql\"} 0.0");
            promtoolHasNothingToSay(scraped);

            checkup.watch().providers().forEach(provider -> metrics.record(silence(provider)));
            assertThat(registry.scrape().replace(",}", "}"))
                    .contains(
                            "rsvp_database_connections{provider=\"postgresql\",state=\"hidden\"}"
                                    + " NaN",
                            "rsvp_database_replication_lag_bytes{provider=\"backup-postgresql\"}"
                                    + " NaN");

            for (Provider provider : checkup.watch().providers()) {
                metrics.removed(provider.name());
            }
            assertThat(registry.scrape()).doesNotContain("rsvp_database");
        }
    }

    private static ProbeReport silence(Provider provider) {
        return new ProbeReport(
                provider,
                Instant.EPOCH,
                0,
                Duration.ZERO,
                Duration.ZERO,
                List.of(
                        new CheckResult(
                                Layer.CONNECT,
                                new Outcome.Failed(List.of()),
                                Instant.EPOCH,
                                Duration.ZERO)),
                List.of());
    }

    private static void promtoolHasNothingToSay(String scraped)
            throws IOException, InterruptedException {
        Process promtool;
        try {
            promtool =
                    new ProcessBuilder("promtool", "check", "metrics")
                            .redirectErrorStream(true)
                            .start();
        } catch (IOException e) {
            Assumptions.abort("promtool is not installed");
            return;
        }
        try (var in = promtool.getOutputStream()) {
            in.write(scraped.getBytes(StandardCharsets.UTF_8));
        }
        try (InputStream out = promtool.getInputStream()) {
            assertThat(new String(out.readAllBytes(), StandardCharsets.UTF_8)).isEmpty();
        }
        assertThat(promtool.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }
}
