package org.rsvpplatform.kit.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Counts what a process does in a while, and what it costs. */
public final class Rates {
    static final List<String> ON_CORE_0 = List.of("taskset", "-c", "0");

    private static final int WARM_UP_SECONDS = 8;
    private static final double TICKS_A_SECOND = 100; // USER_HZ, fixed in the kernel's interface
    private static final double PAGE_MEGABYTES = 4096 / 1e6;

    private Rates() {}

    /** Something that only grows. */
    interface Counter {
        long read() throws IOException;
    }

    /**
     * The rate of a program that counts by {@link Count}, alone on core 0; it is ended.
     *
     * @param argument the only one that it takes
     */
    public static Rate ofBusy(String classPath, String main, String argument, int seconds)
            throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(ON_CORE_0);
        line.addAll(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-Xmx256m",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                        "-cp",
                        classPath,
                        main,
                        argument));
        Process process =
                new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try (BufferedReader counts = process.inputReader(StandardCharsets.UTF_8)) {
            return over(process, seconds, () -> Count.of(process, counts));
        } finally {
            process.destroy();
            process.waitFor();
        }
    }

    static Rate over(Process process, int seconds, Counter counter)
            throws IOException, InterruptedException {
        pass(WARM_UP_SECONDS * 1000L);
        long begun = System.nanoTime();
        long before = counter.read();
        double cpu = cpuSeconds(process);
        pass(seconds * 250L);
        double early = megabytes(process);
        pass(seconds * 750L);
        long checks = counter.read() - before;
        return new Rate(
                checks,
                (System.nanoTime() - begun) / 1e9,
                cpuSeconds(process) - cpu,
                new double[] {early, megabytes(process)});
    }

    private static void pass(long millis) throws InterruptedException {
        new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
    }

    /**
     * User and system time, fields 14 and 15 of proc_pid_stat(5); the name before may hold blanks.
     */
    private static double cpuSeconds(Process process) throws IOException {
        String stat = Files.readString(Path.of("/proc/%d/stat".formatted(process.pid())));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_A_SECOND;
    }

    private static double megabytes(Process process) throws IOException {
        String statm = Files.readString(Path.of("/proc/%d/statm".formatted(process.pid())));
        return Long.parseLong(statm.split(" ")[1]) * PAGE_MEGABYTES;
    }
}
