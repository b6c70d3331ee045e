package org.rsvpplatform.sandbox;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import org.rsvpplatform.sandbox.control.SandboxProcess;
import org.rsvpplatform.sandbox.process.SandboxException;
import org.rsvpplatform.sandbox.suite.SandboxOptions;

/**
 * Runs the sandbox until it is told to stop: {@code SandboxMain --directory=DIR [--version=15]
 * [--failover=on]}.
 *
 * <p>With {@code RSVP_SANDBOX_TIED=1} in the environment it ends when its standard input does, so
 * that it can't outlive whoever holds the other end.
 */
public final class SandboxMain {
    private static final String USAGE =
            "usage: SandboxMain --directory=DIR [--version=14|15|18] [--failover=on|off]";

    private SandboxMain() {}

    /** Exit codes: 0 stopped when asked to, 1 could not start, 2 wrong arguments. */
    public static void main(String[] args) throws InterruptedException {
        System.setProperty("slf4j.internal.verbosity", "ERROR"); // there is no logger, on purpose
        PrintStream out =
                new PrintStream(
                        new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        String directory = "";
        String version = SandboxOptions.DEFAULT_POSTGRES_VERSION;
        boolean failover = false;
        for (String arg : args) {
            if (arg.startsWith("--directory=")) {
                directory = arg.substring(arg.indexOf('=') + 1);
            } else if (arg.startsWith("--version=")) {
                version = arg.substring(arg.indexOf('=') + 1);
            } else if (arg.equals("--failover=on") || arg.equals("--failover=off")) {
                failover = arg.endsWith("on");
            } else {
                out.println("unknown argument " + arg + "; " + USAGE);
                System.exit(2);
            }
        }
        if (directory.isEmpty()) {
            out.println(USAGE);
            System.exit(2);
        }
        System.exit(run(Path.of(directory), version, failover, out));
    }

    private static int run(Path directory, String version, boolean failover, PrintStream out)
            throws InterruptedException {
        long begin = System.nanoTime();
        try (SandboxProcess process =
                SandboxProcess.start(directory, version, failover, out::println)) {
            Thread ending = new Thread(() -> end(process), "end");
            Runtime.getRuntime().addShutdownHook(ending);
            if ("1".equals(System.getenv("RSVP_SANDBOX_TIED"))) {
                Thread.ofPlatform().daemon().start(() -> stopAtEnd(System.in, process));
            }
            out.printf(Locale.ROOT, "sandbox ready in %.1f s%n", (System.nanoTime() - begin) / 1e9);
            process.awaitStop();
            return 0;
        } catch (SandboxException e) {
            out.println("the sandbox can't be started: " + e.getMessage());
            return 1;
        }
    }

    private static void end(SandboxProcess process) {
        process.stop();
        process.close();
    }

    private static void stopAtEnd(InputStream in, SandboxProcess process) {
        try {
            in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            // an input that can't be read any more has ended
        }
        process.stop();
    }
}
