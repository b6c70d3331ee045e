package org.rsvpplatform.cli.suite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.rsvpplatform.cli.invocation.ExitCode;
import org.rsvpplatform.cli.invocation.Failure;
import org.rsvpplatform.cli.terminal.Progress;

/**
 * Measures how quickly the built suite starts and answers, and how much memory it holds, with the
 * sandbox's real servers.
 */
final class StartBench {
    private static final int ROUNDS = 10;
    private static final int ROUNDS_ALONE = 5;
    private static final Duration SETTLED = Duration.ofSeconds(10);
    private static final Duration READY = Duration.ofSeconds(60);
    private static final Duration PACE = Duration.ofMillis(5);

    private final SuiteDirectory directory;
    private final Suite suite;
    private final Progress progress;
    private final List<Measurement> measured = new ArrayList<>();

    StartBench(SuiteDirectory directory, Suite suite, Progress progress) {
        this.directory = directory;
        this.suite = suite;
        this.progress = progress;
    }

    List<Measurement> run() {
        progress.say("Once unmeasured: unpacks the servers and prepares fast starts");
        launcher("up", "--detach");
        launcher("down");
        measured.add(
                new Measurement(
                        "up from built",
                        launcher("up", "--detach"),
                        25,
                        "s",
                        "./rsvp up --detach until all is measured, once"));
        SuiteRecord record =
                suite.running()
                        .orElseThrow(
                                () -> new Failure(ExitCode.UNHEALTHY, "the suite did not stay up"));
        Wait.until(() -> false, SETTLED, SETTLED);
        for (SuiteProcess process : record.processes()) {
            if (process.port() > 0) {
                double bytes = OwnProcesses.residentBytes(process.pid()).orElse(0L);
                measured.add(
                        new Measurement(
                                process.name() + " memory",
                                bytes / 1e6,
                                200,
                                "MB",
                                "resident, 10 s after up"));
            }
        }
        measured.add(
                new Measurement(
                        "./rsvp --help",
                        medianOf("--help"),
                        0.3,
                        "s",
                        "median of 10, whole process"));
        measured.add(
                new Measurement(
                        "./rsvp providers:health",
                        medianOf("providers:health"),
                        0.4,
                        "s",
                        "median of 10, whole process"));
        starts(record);
        return measured;
    }

    private void starts(SuiteRecord record) {
        suite.stopServices();
        List<Service> services = suite.servicesOf(record);
        List<Double> together = new ArrayList<>();
        Map<String, List<Double>> alone = new HashMap<>();
        for (int round = 0; round < ROUNDS_ALONE; round++) {
            for (Service service : services) {
                progress.doing(
                        "starting %s alone (%d of %d)"
                                .formatted(service.name(), round + 1, ROUNDS_ALONE));
                alone.computeIfAbsent(service.name(), _ -> new ArrayList<>())
                        .add(timed(List.of(service)));
            }
            progress.doing("starting all together (%d of %d)".formatted(round + 1, ROUNDS_ALONE));
            together.add(timed(services));
        }
        services.forEach(
                s ->
                        measured.add(
                                new Measurement(
                                        s.name() + " start",
                                        Measurement.median(alone.get(s.name())),
                                        1.2,
                                        "s",
                                        "alone, process start to ready, median of 5")));
        measured.add(
                new Measurement(
                        "all %d start".formatted(services.size()),
                        Measurement.median(together),
                        6,
                        "s",
                        "together, process start to ready, median of 5"));
    }

    /** Seconds until all of them are ready; they are stopped again. */
    private double timed(List<Service> services) {
        long begun = System.nanoTime();
        services.forEach(suite::launch);
        List<Service> waiting = new ArrayList<>(services);
        boolean ready =
                Wait.until(
                        () -> {
                            waiting.removeIf(Service::isReady);
                            return waiting.isEmpty();
                        },
                        READY,
                        PACE);
        double seconds = (System.nanoTime() - begun) / 1e9;
        suite.stopServices();
        if (!ready) {
            throw new Failure(ExitCode.UNHEALTHY, waiting.getFirst().name() + " did not get ready");
        }
        return seconds;
    }

    private double medianOf(String argument) {
        progress.doing("./rsvp " + argument);
        List<Double> seconds = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            seconds.add(launcher(argument));
        }
        return Measurement.median(seconds);
    }

    /**
     * Seconds that {@code ./rsvp} takes with these arguments. Only {@code up} must succeed: health
     * may well be bad.
     */
    private double launcher(String... arguments) {
        progress.doing("./rsvp " + String.join(" ", arguments));
        List<String> line = new ArrayList<>(List.of(directory.root().resolve("rsvp").toString()));
        line.addAll(List.of(arguments));
        try {
            long begun = System.nanoTime();
            Process process =
                    new ProcessBuilder(line)
                            .redirectErrorStream(true)
                            .redirectOutput(directory.log("bench").toFile())
                            .start();
            if (!process.waitFor(5, TimeUnit.MINUTES)
                    || (arguments[0].equals("up") && process.exitValue() != 0)) {
                process.destroy();
                throw new Failure(
                        ExitCode.UNHEALTHY,
                        "./rsvp " + String.join(" ", arguments) + " failed",
                        LogTail.of(directory.log("bench"), 10).toArray(String[]::new));
            }
            return (System.nanoTime() - begun) / 1e9;
        } catch (IOException e) {
            throw new UncheckedIOException("can't start " + line.getFirst(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(ExitCode.UNHEALTHY, "interrupted");
        }
    }
}
