package org.rsvpplatform.kit.bench;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How many TCP checks a second one core makes: ours, through engine, state machine and metrics,
 * beside Debian's prometheus-blackbox-exporter, in the same run. Each is alone on core 0; what is
 * checked and what asks the exporter runs elsewhere. Exits 1 when ours is less than twice as quick.
 */
public final class RateBench {
    private static final double FLOOR = 2;
    private static final Path EXPORTER = Path.of("/usr/bin/prometheus-blackbox-exporter");

    private final PrintStream out;

    private RateBench(PrintStream out) {
        this.out = out;
    }

    /** Takes the seconds that each is measured. */
    public static void main(String[] arguments) throws Exception {
        PrintStream out =
                new PrintStream(
                        new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        int seconds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 20;
        Runtime.getRuntime().exit(new RateBench(out).run(seconds) ? 0 : 1);
    }

    private boolean run(int seconds) throws Exception {
        if (!Files.isExecutable(EXPORTER)) {
            out.println(
                    "no peer to measure beside: "
                            + EXPORTER
                            + " is not there (apt-get install"
                            + " prometheus-blackbox-exporter)");
            return true;
        }
        try (ServerSocket target = Accepting.start()) {
            Rate ours = ours(target.getLocalPort(), seconds);
            Rate theirs = theirs(target.getLocalPort(), seconds);
            double ratio = ours.perCpuSecond() / theirs.perCpuSecond();
            Rate.printHead(out, "TCP checks on one core");
            ours.print(out, "ours");
            theirs.print(out, "blackbox_exporter");
            out.printf(
                    Locale.ROOT,
                    "ratio %.1f, by CPU time (floor %.0f): %s%n",
                    ratio,
                    FLOOR,
                    ratio >= FLOOR ? "kept" : "MISSED");
            return ratio >= FLOOR;
        }
    }

    private static Rate ours(int target, int seconds) throws Exception {
        return Rates.ofBusy(
                System.getProperty("java.class.path"),
                BusyEngine.class.getName(),
                Integer.toString(target),
                seconds);
    }

    private static Rate theirs(int target, int seconds) throws Exception {
        Path configuration = Files.createTempFile("blackbox", ".yml");
        Files.writeString(configuration, "modules:\n  tcp_connect:\n    prober: tcp\n");
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        List<String> line = new ArrayList<>(Rates.ON_CORE_0);
        line.addAll(
                List.of(
                        EXPORTER.toString(),
                        "--config.file=" + configuration,
                        "--log.level=error",
                        "--web.listen-address=127.0.0.1:" + port));
        Process process =
                new ProcessBuilder(line)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try (Scrapes scrapes = Scrapes.start(port, target)) {
            return Rates.over(process, seconds, scrapes::good);
        } finally {
            process.destroy();
            process.waitFor();
            Files.delete(configuration);
        }
    }
}
