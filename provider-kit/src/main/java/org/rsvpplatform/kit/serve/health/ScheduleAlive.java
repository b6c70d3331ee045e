package org.rsvpplatform.kit.serve.health;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.rsvpplatform.kit.observe.probe.ProbeEngine;

/** Red when the loop that probes has stopped: then only a restart helps. */
@Liveness
@ApplicationScoped
public class ScheduleAlive implements HealthCheck {
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(10);

    private final ProbeEngine engine;

    public ScheduleAlive(ProbeEngine engine) {
        this.engine = engine;
    }

    @Override
    public HealthCheckResponse call() {
        Duration silence = engine.sinceHeartbeat();
        return HealthCheckResponse.named("probe-schedule")
                .status(silence.compareTo(LONGEST_SILENCE) < 0)
                .withData("millisSinceHeartbeat", silence.toMillis())
                .build();
    }
}
