package org.rsvpplatform.sandbox.mariadb;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.rsvpplatform.sandbox.fault.Argument;
import org.rsvpplatform.sandbox.fault.Fault;
import org.rsvpplatform.sandbox.fault.WireFaults;
import org.rsvpplatform.sandbox.process.Deadline;
import org.rsvpplatform.sandbox.proxy.Wire;
import org.rsvpplatform.sandbox.tls.CertificateAuthority;
import org.rsvpplatform.sandbox.tls.ServerCertificate;

/** What can be broken at a MariaDB server and its pair. */
final class MariadbFaults {
    private static final long FOR_EVER_SECONDS = 100_000;

    private static final Duration CONNECTS = Duration.ofSeconds(10);

    /** The buffers of two sockets and a proxy hold less. */
    private static final int MEGABYTES_UNSENT = 16;

    private final MariadbPair pair;
    private final MariadbServer server;
    private final Instance instance;

    MariadbFaults(MariadbPair pair, MariadbServer server) {
        this.pair = pair;
        this.server = server;
        this.instance = server.instance();
    }

    List<Fault> all() {
        Reach reach = new Reach(pair, server);
        List<Fault> faults = new ArrayList<>(ofProcesses());
        faults.addAll(WireFaults.on(server.links()));
        faults.addAll(new AccessFaults(server, reach).all());
        faults.addAll(new CapacityFaults(pair, server).all());
        faults.addAll(new DataFaults(pair, server, reach).all());
        faults.addAll(ofTls(reach));
        faults.addAll(new ReplicationFaults(pair).all());
        return List.copyOf(faults);
    }

    private List<Fault> ofProcesses() {
        return List.of(
                Fault.of("stop", "the server is shut down in order", () -> end(instance::stop)),
                Fault.of("kill", "the server is killed (-9)", () -> end(instance::kill)),
                Fault.of("freeze", "the server's process is stopped", instance::freeze),
                Fault.of("start", Fault.START, instance::launch)
                        .unless(() -> server.pids().stream().findFirst().map(_ -> Fault.RUNS)),
                Fault.taking(
                        "starting-up",
                        "the server starts and greets nobody, for =SECONDS or until heal",
                        this::keepStartingUp),
                Fault.of(
                                "shutting-down",
                                "a shutdown waits for the replica, to which nothing passes; the"
                                        + " port is closed, the server still there",
                                this::shutDownSlowly)
                        .unless(() -> pair.onlyAtPrimary(server)));
    }

    /** A process that is gone may leave its port open for a moment. */
    private void end(Runnable way) {
        way.run();
        pair.awaitListening(server, false);
    }

    private List<Fault> ofTls(Reach reach) {
        return List.of(
                Fault.taking(
                        "tls-required",
                        "the server takes logins with TLS only (=user: only user rsvp is told to)",
                        argument -> requireTls(argument, reach)),
                Fault.of(
                        "tls-off",
                        "the server offers no TLS",
                        () -> restartWith("ssl = OFF\nskip_ssl\n")),
                Fault.of(
                        "tls-failed",
                        "the server's certificate is from an authority that nobody trusts",
                        () -> present(new CertificateAuthority("unknown authority").issue())),
                Fault.of(
                        "cert-expired",
                        "the server's certificate ran out yesterday",
                        () -> present(server.authority().issueExpired())),
                Fault.of(
                        "cert-expiring",
                        "the server's certificate runs out in three days",
                        () -> present(server.authority().issueFor(Duration.ofDays(3)))));
    }

    private void requireTls(Optional<String> argument, Reach reach) {
        if (argument.isPresent()) {
            Argument.word(argument.get(), List.of("user"), "tls-required=user");
            reach.everywhere("ALTER USER %s REQUIRE SSL".formatted(AccessFaults.PROGRAM));
        } else {
            server.maintenance().execute("SET GLOBAL require_secure_transport = ON");
        }
    }

    private void present(ServerCertificate certificate) {
        server.present(certificate);
        server.maintenance().execute("FLUSH SSL");
    }

    /**
     * MariaDB runs its init file when its port is open already, and greets nobody before its end.
     * It then is as it starts, like one that came back by itself: nobody waits here to let it take
     * writes.
     */
    private void keepStartingUp(Optional<String> argument) {
        long seconds =
                argument.map(text -> Argument.number(text, 1, 3600, "starting-up=20"))
                        .orElse(FOR_EVER_SECONDS);
        instance.home()
                .write(
                        instance.home().folder().resolve("init.sql"),
                        "DO SLEEP(%d);\n".formatted(seconds));
        instance.stop();
        server.writeSettings(
                "init_file = %s\n".formatted(instance.home().folder().resolve("init.sql")));
        instance.launch();
        pair.awaitListening(server, true);
    }

    /**
     * More log is left to send than the stalled way takes up, and neither side loses its patience.
     * Nobody waits for the replica's receipt meanwhile, or the log could not be written.
     */
    private void shutDownSlowly() {
        server.maintenance()
                .execute(
                        "SET GLOBAL rpl_semi_sync_master_enabled = OFF, GLOBAL net_write_timeout = %d"
                                .formatted(FOR_EVER_SECONDS));
        pair.replica()
                .maintenance()
                .execute(
                        "STOP REPLICA IO_THREAD; SET GLOBAL slave_net_timeout = %d; START REPLICA"
                                        .formatted(FOR_EVER_SECONDS)
                                + " IO_THREAD");
        Deadline.in(CONNECTS)
                .await(
                        "the replica to connect",
                        () -> Replica.runs(pair.replica().replicaStatus()));
        pair.replicationLink().set(new Wire.Stall());
        for (int i = 0; i < MEGABYTES_UNSENT; i++) {
            server.maintenance().execute(ReplicationFaults.MEGABYTE_OF_LOG);
        }
        server.maintenance().execute("SHUTDOWN WAIT FOR ALL REPLICAS");
        pair.awaitListening(server, false);
    }

    private void restartWith(String lines) {
        server.writeSettings(lines);
        instance.stop();
        server.start();
    }
}
