package org.rsvpplatform.cli.suite;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.rsvpplatform.cli.invocation.ExitCode;

/** Runs a bench of the whole suite, with real servers that are broken or loaded. */
final class SuiteBench {
    private final Path root;
    private final String main;

    private SuiteBench(Path root, String main) {
        this.root = root;
        this.main = "org.rsvpplatform.endtoend." + main;
    }

    /** Each fault under load: how soon it is named, and whether all stays well once it is gone. */
    static SuiteBench matrix(Path root) {
        return new SuiteBench(root, "MatrixBench");
    }

    /** Whole probes of databases on one core, with a kept session and with a login each. */
    static SuiteBench logins(Path root) {
        return new SuiteBench(root, "LoginBench");
    }

    /** A long load without a fault: nothing may change. */
    static SuiteBench quiet(Path root) {
        return new SuiteBench(root, "QuietBench");
    }

    /** What watching takes of the servers' processors. */
    static SuiteBench watching(Path root) {
        return new SuiteBench(root, "WatchingBench");
    }

    /** Failovers under load, and what their writers were told. */
    static SuiteBench failover(Path root) {
        return new SuiteBench(root, "FailoverBench");
    }

    /** The same losses beside a peer. */
    static SuiteBench patroni(Path root) {
        return new SuiteBench(root, "PatroniBench");
    }

    /**
     * @param count seconds or drills, as the bench has it; 0 for its own default
     * @param only a part of the names of what is wanted; empty for all
     */
    ExitCode run(int count, String only) {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                // Its compiler would take the suite's processors.
                                "-XX:TieredStopAtLevel=1",
                                "-Drsvp.root=" + root,
                                "-Djava.util.logging.config.file=/dev/null",
                                main,
                                Integer.toString(count)));
        if (!only.isEmpty()) {
            arguments.add(only);
        }
        return new BenchProcess(
                                List.of(),
                                root.resolve("end-to-end/target/test-classes"),
                                List.of(root.resolve("end-to-end/target/lib")),
                                arguments)
                        .run()
                ? ExitCode.GOOD
                : ExitCode.UNHEALTHY;
    }
}
