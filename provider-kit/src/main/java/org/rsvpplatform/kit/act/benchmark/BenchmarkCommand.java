package org.rsvpplatform.kit.act.benchmark;

import org.rsvpplatform.kit.act.command.ChangeCommand;
import org.rsvpplatform.kit.act.command.Declaration;
import org.rsvpplatform.kit.act.command.Effect;
import org.rsvpplatform.kit.act.command.Plan;
import org.rsvpplatform.kit.act.command.RequiredRole;
import org.rsvpplatform.kit.act.command.Run;
import org.rsvpplatform.kit.act.command.RunFailed;

/** Measures providers by a bounded load of our own. */
public final class BenchmarkCommand implements ChangeCommand<BenchmarkParameters, BenchmarkResult> {
    private final Benchmarks benchmarks;

    public BenchmarkCommand(Benchmarks benchmarks) {
        this.benchmarks = benchmarks;
    }

    @Override
    public Declaration<BenchmarkParameters, BenchmarkResult> declaration() {
        return new Declaration<>(
                "providers:benchmark",
                "Measure providers by a bounded load of our own, and say what limits them",
                Effect.CHANGE,
                RequiredRole.OPERATOR,
                "Connection Testing",
                "./rsvp providers:benchmark --duration=30s",
                BenchmarkParameters.class,
                BenchmarkResult.class);
    }

    @Override
    public Plan plan(BenchmarkParameters parameters) {
        return Plan.of(benchmarks.steps(parameters));
    }

    @Override
    public BenchmarkResult change(BenchmarkParameters parameters, Run run)
            throws RunFailed, InterruptedException {
        return benchmarks.run(parameters, run);
    }
}
