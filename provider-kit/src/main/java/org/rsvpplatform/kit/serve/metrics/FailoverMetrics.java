package org.rsvpplatform.kit.serve.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.rsvpplatform.kit.act.failover.Ended;

/** Successions by their outcome, and how long those took that came about. */
public final class FailoverMetrics {
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(100),
        Duration.ofMillis(300),
        Duration.ofSeconds(1),
        Duration.ofSeconds(3),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30)
    };

    private final Map<Ended.Outcome, Counter> outcomes = new EnumMap<>(Ended.Outcome.class);
    private final Timer duration;

    public FailoverMetrics(MeterRegistry registry, String domain) {
        for (Ended.Outcome outcome : Ended.Outcome.values()) {
            outcomes.put(
                    outcome,
                    Counter.builder("rsvp.failovers")
                            .description("Changes of an active provider that were begun")
                            .tags("domain", domain, "outcome", outcome.label())
                            .register(registry));
        }
        duration =
                Timer.builder("rsvp.failover.duration")
                        .description("Time that a change of the active provider took")
                        .tags("domain", domain)
                        .serviceLevelObjectives(BUCKETS)
                        .register(registry);
    }

    /** Takes one in. */
    public void record(Ended ended) {
        outcomes.get(ended.outcome()).increment();
        if (ended.outcome() == Ended.Outcome.SUCCEEDED) {
            duration.record(ended.took());
        }
    }
}
