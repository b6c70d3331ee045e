package org.rsvpplatform.endtoend;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;

/** Measures a suite of its own, which ends with it, also by Ctrl-C. */
final class Bench {
    private Bench() {}

    /**
     * The first argument, a number.
     *
     * @param usual when it is 0 or missing
     */
    static int count(String[] arguments, int usual) {
        int given = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 0;
        return given > 0 ? given : usual;
    }

    /**
     * What the second argument wants: the one that has this name, else all that have it in theirs;
     * all without. Ends this process where there is none, before anything is started.
     */
    static <T> List<T> wanted(String[] arguments, List<T> all, Function<T, String> name) {
        String only = arguments.length > 1 ? arguments[1] : "";
        List<T> named = all.stream().filter(each -> name.apply(each).equals(only)).toList();
        List<T> wanted =
                named.isEmpty()
                        ? all.stream().filter(each -> name.apply(each).contains(only)).toList()
                        : named;
        if (wanted.isEmpty()) {
            run(
                    out -> {
                        out.println("nothing has '" + only + "' in its name; there are:");
                        all.stream().map(name).forEach(out::println);
                        return false;
                    });
        }
        return wanted;
    }

    /** Ends this process: with 0 when the measurement is good, else with 1. */
    static void run(BiPredicate<Suite, PrintStream> measurement) {
        run(List.of(Suite.NO_FAILOVER), measurement);
    }

    /**
     * @param options of {@code ./rsvp up}
     */
    static void run(List<String> options, BiPredicate<Suite, PrintStream> measurement) {
        run(out -> measured(options, suite -> measurement.test(suite, out)));
    }

    /** The same for what needs more than one suite: it starts each by {@link #measured}. */
    static void run(Predicate<PrintStream> measurements) {
        PrintStream out =
                new PrintStream(
                        new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        Runtime.getRuntime().exit(measurements.test(out) ? 0 : 1);
    }

    /**
     * Measures a suite that lives only for this.
     *
     * @param options of {@code ./rsvp up}
     */
    static boolean measured(List<String> options, Predicate<Suite> measurement) {
        Suite suite = new Suite(options);
        Thread close = Thread.ofPlatform().unstarted(suite::close);
        Runtime.getRuntime().addShutdownHook(close);
        boolean good = measurement.test(suite);
        Runtime.getRuntime().removeShutdownHook(close);
        suite.close();
        return good;
    }
}
