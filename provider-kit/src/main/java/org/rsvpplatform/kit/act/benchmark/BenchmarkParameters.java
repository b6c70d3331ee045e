package org.rsvpplatform.kit.act.benchmark;

import java.time.Duration;
import org.rsvpplatform.kit.act.command.Parameter;

/** What a benchmark may be told, whatever it is called. */
public record BenchmarkParameters(
        @Parameter(value = "A provider, a group or a domain; all without it", position = 0)
                String target,
        @Parameter("How long to measure each provider, 2s to 5m; 30s without it") Duration duration,
        @Parameter("Measure also when it is not UP") boolean force,
        @Parameter("Keep the result as the new baseline, whatever it is") boolean baseline) {}
