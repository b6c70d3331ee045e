package org.rsvpplatform.kit.bench;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.rsvpplatform.kit.observe.probe.Cadence;
import org.rsvpplatform.kit.observe.probe.ProbeEngine;
import org.rsvpplatform.kit.observe.probe.ProbeReport;
import org.rsvpplatform.kit.observe.probe.TcpBackend;
import org.rsvpplatform.kit.observe.provider.Provider;
import org.rsvpplatform.kit.observe.provider.Role;
import org.rsvpplatform.kit.observe.provider.State;
import org.rsvpplatform.kit.time.Ticker;

/**
 * Does one engine keep the schedule of 2,000 TCP providers, also while 500 of them hang? Prints a
 * table and exits 1 when the 99th percentile of the lateness is a second or more. Run it on one
 * core.
 */
public final class ScheduleBench {
    private static final int PROVIDERS = 2000;
    private static final int HANGING = 500;
    private static final Duration INTERVAL = Duration.ofSeconds(10);
    private static final Duration FLOOR = Duration.ofSeconds(1);

    private final PrintStream out;
    private final Map<String, ConcurrentLinkedQueue<ProbeReport>> reports =
            new ConcurrentHashMap<>();

    private ScheduleBench(PrintStream out) {
        this.out = out;
    }

    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 3;
        PrintStream out =
                new PrintStream(
                        new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        boolean kept = new ScheduleBench(out).run(rounds);
        Runtime.getRuntime().exit(kept ? 0 : 1);
    }

    private boolean run(int rounds) throws Exception {
        try (ServerSocket well = Accepting.start();
                ServerSocket hanging = full()) {
            out.printf(
                    Locale.ROOT,
                    "%-28s %8s %10s %10s %10s %8s%n",
                    "providers at 10 s",
                    "probes",
                    "p50 late",
                    "p99 late",
                    "max late",
                    "wrong");
            boolean kept = measure("2,000 that answer", 0, rounds, well, hanging);
            return measure("1,500 that answer, 500 hang", HANGING, rounds, well, hanging) && kept;
        }
    }

    private boolean measure(
            String what, int hang, int rounds, ServerSocket well, ServerSocket hanging)
            throws InterruptedException {
        reports.clear();
        Cadence cadence = Cadence.DEFAULT.every(INTERVAL);
        try (ProbeEngine engine =
                new ProbeEngine(
                        512,
                        Clock.systemUTC(),
                        Ticker.system(),
                        report -> {
                            reports.computeIfAbsent(
                                            report.provider().name(),
                                            _ -> new ConcurrentLinkedQueue<>())
                                    .add(report);
                            return INTERVAL;
                        })) {
            for (int i = 0; i < PROVIDERS; i++) {
                ServerSocket server = i < hang ? hanging : well;
                engine.watch(
                        new Provider(
                                (i < hang ? "hang" : "well") + i,
                                "tcp",
                                "tcp",
                                Role.ACTIVE,
                                true,
                                Provider.Mode.MANAGE),
                        new TcpBackend(
                                new InetSocketAddress(
                                        InetAddress.getLoopbackAddress(), server.getLocalPort())),
                        cadence,
                        Duration.ofMillis(
                                ThreadLocalRandom.current().nextLong(INTERVAL.toMillis())));
            }
            new CountDownLatch(1).await(INTERVAL.toSeconds() * rounds, TimeUnit.SECONDS);
        }
        return print(what);
    }

    private boolean print(String what) {
        List<Double> late = new ArrayList<>();
        long wrong = 0;
        for (var entry : reports.entrySet()) {
            State expected = entry.getKey().startsWith("hang") ? State.DOWN : State.UP;
            for (ProbeReport report : entry.getValue()) {
                late.add(report.late().toNanos() / 1e6);
                wrong += report.observed() == expected ? 0 : 1;
            }
        }
        late.sort(null);
        double p99 = at(late, 0.99);
        out.printf(
                Locale.ROOT,
                "%-28s %8d %7.1f ms %7.1f ms %7.1f ms %8d%n",
                what,
                late.size(),
                at(late, 0.5),
                p99,
                at(late, 1),
                wrong);
        return p99 < FLOOR.toMillis() && wrong == 0;
    }

    private static double at(List<Double> sorted, double share) {
        return sorted.get((int) Math.round((sorted.size() - 1) * share));
    }

    /** A listener whose accept queue is full: the kernel leaves every further SYN unanswered. */
    private static ServerSocket full() throws IOException {
        ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        for (int i = 0; i < 8; i++) {
            Socket filler = new Socket();
            try {
                filler.connect(server.getLocalSocketAddress(), 100);
            } catch (SocketTimeoutException e) {
                break;
            }
        }
        return server;
    }
}
