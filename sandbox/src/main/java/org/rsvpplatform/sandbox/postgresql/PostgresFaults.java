package org.rsvpplatform.sandbox.postgresql;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.rsvpplatform.sandbox.fault.Argument;
import org.rsvpplatform.sandbox.fault.Fault;
import org.rsvpplatform.sandbox.fault.FaultRefused;
import org.rsvpplatform.sandbox.fault.WireFaults;
import org.rsvpplatform.sandbox.process.Deadline;
import org.rsvpplatform.sandbox.process.Login;
import org.rsvpplatform.sandbox.tls.CertificateAuthority;
import org.rsvpplatform.sandbox.tls.ServerCertificate;

/** What can be broken at a PostgreSQL server and its pair. */
final class PostgresFaults {
    private static final Duration DEATH = Duration.ofSeconds(20);
    static final String EMIT_MEGABYTE =
            "SELECT pg_logical_emit_message(true, 'sandbox', repeat('x', 1000000))";

    private static final List<String> METHODS = List.of("ident", "md5");

    private final PostgresPair pair;
    private final PostgresServer server;
    private final Cluster cluster;

    PostgresFaults(PostgresPair pair, PostgresServer server) {
        this.pair = pair;
        this.server = server;
        this.cluster = server.cluster();
    }

    List<Fault> all() {
        List<Fault> faults = new ArrayList<>(ofProcesses());
        faults.addAll(WireFaults.on(server.links()));
        faults.addAll(ofAccess());
        faults.addAll(new CapacityFaults(server, this::replicated).all());
        faults.addAll(new DataFaults(server, this::replicated).all());
        faults.addAll(ofTls());
        faults.addAll(ofReplication());
        return List.copyOf(faults);
    }

    private List<Fault> ofProcesses() {
        return List.of(
                Fault.of("stop", "the server is shut down in order", () -> end(cluster::stop)),
                Fault.of(
                        "kill",
                        "every process of the server is killed (-9)",
                        () -> end(cluster::kill)),
                Fault.of(
                        "kill-postmaster",
                        "the postmaster alone is killed (-9); its children may go on for a while",
                        () -> end(cluster::killPostmaster)),
                Fault.of("freeze", "every process of the server is stopped", cluster::freeze),
                Fault.of("start", Fault.START, cluster::launch)
                        .unless(
                                () ->
                                        cluster.postmaster().isPresent()
                                                ? Optional.of(Fault.RUNS)
                                                : Optional.empty()),
                Fault.taking(
                                "starting-up",
                                "the server starts and takes no logins, for =SECONDS or until heal",
                                this::keepStartingUp)
                        .unless(this::tooOldForGate),
                Fault.of(
                        "shutting-down",
                        "a shutdown waits for a session to end; new logins are refused",
                        this::shutDownSlowly));
    }

    /** A process that is gone may leave its port open for a moment. */
    private void end(Runnable way) {
        way.run();
        pair.awaitClosed(server);
    }

    private List<Fault> ofAccess() {
        return List.of(
                onPrimary(
                        "wrong-password",
                        "the password of user rsvp is another one at the server",
                        () ->
                                sql(
                                        "ALTER ROLE rsvp PASSWORD '%s'"
                                                .formatted(Login.random("rsvp").password()))),
                onPrimary(
                        "role-missing",
                        "user rsvp is not there (it is renamed to rsvp_gone)",
                        () -> sql("ALTER ROLE rsvp RENAME TO rsvp_gone")),
                onPrimary(
                        "password-expired",
                        "the password of user rsvp was valid until yesterday",
                        () -> sql("ALTER ROLE rsvp VALID UNTIL 'yesterday'")),
                Fault.taking(
                        "auth-method",
                        "user rsvp is to log in by =METHOD: ident (default; asks the client's host,"
                                + " not the client), md5 (how the password is kept, while"
                                + " pg_hba.conf wants SCRAM)",
                        this::changeMethod),
                onPrimary(
                        "database-missing",
                        "database rsvp is not there (it is renamed to rsvp_gone)",
                        this::renameDatabase),
                Fault.of(
                        "host-not-allowed",
                        "pg_hba.conf has no line for user rsvp",
                        () ->
                                configure(
                                        "pg_hba.conf",
                                        PostgresSettings.hbaWithoutProgram(server.logins()))),
                onPrimary(
                        "permission",
                        "user rsvp may no longer read or write the tables",
                        () ->
                                server.sql(
                                        "REVOKE ALL ON ALL TABLES IN SCHEMA public, rsvp_probe"
                                                + " FROM rsvp")),
                onPrimary(
                        "read-only",
                        "new transactions may only read (default_transaction_read_only)",
                        () -> alterSystem("default_transaction_read_only = on")));
    }

    private List<Fault> ofTls() {
        return List.of(
                Fault.of(
                        "tls-required",
                        "pg_hba.conf lets rsvp in with TLS only",
                        () ->
                                configure(
                                        "pg_hba.conf",
                                        PostgresSettings.hbaTlsOnly(server.logins()))),
                Fault.of("tls-off", "the server offers no TLS", () -> alterSystem("ssl = off")),
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

    private List<Fault> ofReplication() {
        return List.of(
                WireFaults.onReplication(pair::replicationLink),
                Fault.taking(
                        "lag",
                        "the standby stops replaying and =MEGABYTES (default 4) of log pile up",
                        this::lag),
                Fault.of(
                        "async",
                        "commits don't wait for the standby any more",
                        () -> {
                            pair.primary()
                                    .maintenance()
                                    .execute("ALTER SYSTEM SET synchronous_standby_names = ''");
                            pair.primary().reload();
                        }));
    }

    private Fault onPrimary(String name, String description, Runnable action) {
        return Fault.of(name, description, action).unless(this::replicated);
    }

    private Optional<String> replicated() {
        return server == pair.primary()
                ? Optional.empty()
                : Optional.of(
                        "a standby has this from its primary: './rsvp break %s …' does it on both"
                                .formatted(pair.primary().name()));
    }

    private Optional<String> tooOldForGate() {
        int version = Integer.parseInt(cluster.binaries().version());
        return version >= StatisticsGate.SINCE_VERSION
                ? Optional.empty()
                : Optional.of(
                        "it needs PostgreSQL %d or newer, this is %d"
                                .formatted(StatisticsGate.SINCE_VERSION, version));
    }

    private void keepStartingUp(Optional<String> argument) {
        Optional<Duration> time =
                argument.map(
                        text ->
                                Duration.ofSeconds(
                                        Argument.number(text, 1, 3600, "starting-up=20")));
        cluster.stop();
        StatisticsGate.close(cluster);
        cluster.launch();
        time.ifPresent(t -> StatisticsGate.openAfter(cluster, t));
        Deadline.in(DEATH).await(server.name() + " to refuse logins", () -> refusesWith("57P03"));
    }

    private void shutDownSlowly() {
        server.holdSession();
        cluster.signalPostmaster("TERM");
        Deadline.in(DEATH).await(server.name() + " to refuse logins", () -> refusesWith("57P03"));
    }

    private boolean refusesWith(String state) {
        try {
            server.maintenance().open().close();
            return false;
        } catch (SQLException e) {
            return state.equals(e.getSQLState());
        }
    }

    private void changeMethod(Optional<String> argument) {
        String method =
                argument.map(text -> Argument.word(text, METHODS, "auth-method=ident"))
                        .orElse(METHODS.getFirst());
        if (method.equals("ident")) {
            configure("pg_hba.conf", PostgresSettings.hbaByIdent(server.logins()));
            return;
        }
        replicated()
                .ifPresent(
                        reason -> {
                            throw new FaultRefused(
                                    "Fault 'auth-method=md5' can't be had here",
                                    reason,
                                    "break the primary");
                        });
        sql(
                "SET password_encryption = 'md5'; ALTER ROLE rsvp PASSWORD '%s'"
                        .formatted(server.password()));
    }

    private void renameDatabase() {
        Sql maintenance = server.maintenance();
        maintenance.execute("ALTER DATABASE rsvp ALLOW_CONNECTIONS false");
        Deadline.in(DEATH)
                .await(
                        "the sessions in database rsvp to end",
                        () ->
                                maintenance
                                        .rows(
                                                "SELECT pg_terminate_backend(pid) FROM"
                                                        + " pg_stat_activity WHERE datname ="
                                                        + " 'rsvp'")
                                        .isEmpty());
        maintenance.execute("ALTER DATABASE rsvp RENAME TO rsvp_gone");
    }

    private void present(ServerCertificate certificate) {
        cluster.write("server.crt", certificate.certificatePem());
        configure("server.key", certificate.keyPem());
    }

    private void configure(String file, String content) {
        cluster.write(file, content);
        server.reload();
    }

    private void alterSystem(String setting) {
        sql("ALTER SYSTEM SET " + setting);
        server.reload();
    }

    private void lag(Optional<String> argument) {
        long megabytes = argument.map(text -> Argument.number(text, 1, 24, "lag=8")).orElse(4L);
        pair.standby().maintenance().rows("SELECT pg_wal_replay_pause()");
        for (long i = 0; i < megabytes; i++) {
            pair.primary().maintenance().rows(EMIT_MEGABYTE);
        }
    }

    private void sql(String statement) {
        server.maintenance().execute(statement);
    }
}
