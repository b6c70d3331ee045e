package org.rsvpplatform.endtoend;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.BiPredicate;

/** Measures a suite of its own, which ends with it, also by Ctrl-C. */
final class Bench {
    private Bench() {}

    /** Ends this process: with 0 when the measurement is good, else with 1. */
    static void run(BiPredicate<Suite, PrintStream> measurement) {
        run(List.of(), measurement);
    }

    /**
     * @param options of {@code ./rsvp up}
     */
    static void run(List<String> options, BiPredicate<Suite, PrintStream> measurement) {
        PrintStream out =
                new PrintStream(
                        new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        Suite suite = new Suite(options);
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(suite::close));
        Runtime.getRuntime().exit(measurement.test(suite, out) ? 0 : 1);
    }
}
