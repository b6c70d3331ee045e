package org.rsvpplatform.database.command;

import jakarta.inject.Singleton;
import org.rsvpplatform.kit.act.benchmark.BenchmarkParameters;
import org.rsvpplatform.kit.act.benchmark.BenchmarkResult;
import org.rsvpplatform.kit.act.benchmark.Benchmarks;
import org.rsvpplatform.kit.act.command.ChangeCommand;
import org.rsvpplatform.kit.act.command.Declaration;
import org.rsvpplatform.kit.act.command.Effect;
import org.rsvpplatform.kit.act.command.Plan;
import org.rsvpplatform.kit.act.command.RequiredRole;
import org.rsvpplatform.kit.act.command.Run;
import org.rsvpplatform.kit.act.command.RunFailed;

/** Measures databases: round trip, read, commit, concurrent commits; and says what limits them. */
@Singleton
public final class PerformanceTest implements ChangeCommand<BenchmarkParameters, BenchmarkResult> {
    private final Benchmarks benchmarks;

    public PerformanceTest(Benchmarks benchmarks) {
        this.benchmarks = benchmarks;
    }

    @Override
    public Declaration<BenchmarkParameters, BenchmarkResult> declaration() {
        return new Declaration<>(
                "db:performance-test",
                "Measure round trip, read and commit of a database, and say what limits it",
                Effect.CHANGE,
                RequiredRole.OPERATOR,
                "Database Diagnostics",
                "./rsvp db:performance-test postgresql --duration=30s",
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
