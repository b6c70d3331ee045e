package org.rsvpplatform.kit.bench;

import java.io.PrintStream;
import java.util.Locale;

/**
 * What a process did.
 *
 * @param cpuSeconds of the process, in that time
 * @param megabytes resident, a quarter into the run and at its end
 */
public record Rate(long checks, double seconds, double cpuSeconds, double[] megabytes) {
    public double perSecond() {
        return checks / seconds;
    }

    public double perCpuSecond() {
        return checks / cpuSeconds;
    }

    /** The line above lines of {@link #print}. */
    public static void printHead(PrintStream out, String what) {
        out.printf(
                Locale.ROOT,
                "%-34s %10s %16s %22s%n",
                what,
                "a second",
                "a CPU second",
                "memory, 1/4 and end");
    }

    public void print(PrintStream out, String who) {
        out.printf(
                Locale.ROOT,
                "%-34s %10.0f %16.0f %12.0f MB %4.0f MB%n",
                who,
                perSecond(),
                perCpuSecond(),
                megabytes[0],
                megabytes[1]);
    }
}
