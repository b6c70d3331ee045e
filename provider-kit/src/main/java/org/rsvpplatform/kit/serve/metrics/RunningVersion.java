package org.rsvpplatform.kit.serve.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** {@code rsvp_build_info}: which version runs. */
public final class RunningVersion {
    private RunningVersion() {}

    public static void register(MeterRegistry registry, String version) {
        Gauge.builder("rsvp.build.info", () -> 1)
                .description("1, labelled with the version that runs")
                .tags("version", version)
                .register(registry);
    }
}
