package org.rsvpplatform.cli.suite;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The command that starts one of our JVMs: one set of flags for all, so that measurements and AOT
 * caches agree.
 */
final class JavaLine {
    private static final List<String> FLAGS =
            List.of(
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    // Where the system offers them: a start takes 10,000 page faults less.
                    "-XX:+UseTransparentHugePages",
                    "-Xmx96m",
                    "-Xss512k",
                    "-XX:+ExitOnOutOfMemoryError",
                    // Virtual threads get no time slices: one that computes must not keep the
                    // probes of other providers from a core that the system shares out in turns.
                    "-Djdk.virtualThreadScheduler.parallelism=8",
                    "-Dfile.encoding=UTF-8",
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow");

    private JavaLine() {}

    /** The JDK that runs us is the one that runs the suite. */
    static Path java() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }

    /** What decides, beside the jars, whether an AOT cache fits. */
    static String fingerprint() {
        return System.getProperty("java.vm.version") + " " + FLAGS;
    }

    /**
     * {@code extra} are flags of this start alone, {@code program} is {@code -jar …} or {@code -cp
     * … Main} with arguments.
     */
    static List<String> of(SuiteDirectory directory, List<String> extra, List<String> program) {
        List<String> line =
                new ArrayList<>(List.of(java().toString(), directory.marker(), Watchdog.MARK));
        line.addAll(FLAGS);
        line.addAll(extra);
        line.addAll(program);
        return Watchdog.ownSession(line);
    }
}
