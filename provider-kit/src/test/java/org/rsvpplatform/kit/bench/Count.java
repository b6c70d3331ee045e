package org.rsvpplatform.kit.bench;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;

/** The count of a process that never rests: it prints it for each line that it reads. */
public final class Count {
    private Count() {}

    /** Tells the count to whoever started this process, until he goes. */
    public static void tell(AtomicLong count) throws IOException {
        PrintStream out =
                new PrintStream(
                        new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        BufferedReader asked =
                new BufferedReader(
                        new InputStreamReader(
                                new FileInputStream(FileDescriptor.in), StandardCharsets.UTF_8));
        while (asked.readLine() != null) {
            out.println(count.get());
        }
    }

    static long of(Process process, BufferedReader counts) throws IOException {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
        return Long.parseLong(counts.readLine());
    }
}
