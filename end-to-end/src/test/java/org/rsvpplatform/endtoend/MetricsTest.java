package org.rsvpplatform.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What Prometheus reads, judged by Prometheus's own tool. */
@ExtendWith(SuiteExtension.class)
class MetricsTest {
    @ParameterizedTest
    @MethodSource("org.rsvpplatform.endtoend.Services#all")
    void the_metrics_are_as_prometheus_wants_them(String service, Suite suite) throws Exception {
        Assumptions.assumeTrue(
                onPath("promtool"), "promtool is not there: apt-get install prometheus");

        String metrics = Scrape.of(suite, service).text();
        Process promtool =
                new ProcessBuilder("promtool", "check", "metrics")
                        .redirectErrorStream(true)
                        .start();
        promtool.getOutputStream().write(metrics.getBytes(StandardCharsets.UTF_8));
        promtool.getOutputStream().close();
        String said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(said).isEmpty();
        assertThat(promtool.waitFor()).isZero();
        assertThat(metrics).contains("rsvp_build_info");
        if (!service.equals("gateway")) {
            assertThat(metrics)
                    .contains(
                            "rsvp_provider_state{",
                            "rsvp_provider_active{",
                            "rsvp_provider_maintenance{",
                            "rsvp_check_duration_seconds_bucket{",
                            "rsvp_probe_last_timestamp_seconds{",
                            "rsvp_config_last_reload_successful 1");
        }
    }

    private static boolean onPath(String tool) {
        return List.of(System.getenv("PATH").split(":")).stream()
                .anyMatch(d -> java.nio.file.Files.isExecutable(java.nio.file.Path.of(d, tool)));
    }
}
