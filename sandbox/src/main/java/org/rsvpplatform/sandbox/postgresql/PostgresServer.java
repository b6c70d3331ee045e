package org.rsvpplatform.sandbox.postgresql;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.rsvpplatform.sandbox.database.DamagedPage;
import org.rsvpplatform.sandbox.database.DatabaseServer;
import org.rsvpplatform.sandbox.database.HeldSessions;
import org.rsvpplatform.sandbox.database.Logins;
import org.rsvpplatform.sandbox.fault.Fault;
import org.rsvpplatform.sandbox.process.Command;
import org.rsvpplatform.sandbox.process.Deadline;
import org.rsvpplatform.sandbox.process.SandboxException;
import org.rsvpplatform.sandbox.proxy.FaultLink;
import org.rsvpplatform.sandbox.proxy.LinkWatch;
import org.rsvpplatform.sandbox.proxy.Ports;
import org.rsvpplatform.sandbox.tls.CertificateAuthority;
import org.rsvpplatform.sandbox.tls.ServerCertificate;

/** One PostgreSQL server of a pair, with the links that lead to it. */
public final class PostgresServer implements DatabaseServer {
    /** The file that makes a server a standby. */
    static final String STANDBY_SIGNAL = "standby.signal";

    private static final Duration ANSWER = Duration.ofSeconds(2);
    private static final Duration SHELL = Duration.ofSeconds(60);
    private static final Duration RELOAD = Duration.ofSeconds(5);

    private final String name;
    private final int port = Ports.free();
    private final Cluster cluster;
    private final Logins logins;
    private final CertificateAuthority authority;
    private final ServerCertificate certificate;
    private final FaultLink service;
    private final FaultLink programs;
    private final FaultLink replication;
    private final PostgresPair pair;
    private final LinkWatch watch;
    private final HeldSessions held = new HeldSessions();
    private final List<DamagedPage> damaged = new ArrayList<>();
    private Optional<String> diskMissing = Optional.of("the server has not been started");

    PostgresServer(
            String name,
            PostgresPair pair,
            Cluster cluster,
            Logins logins,
            CertificateAuthority authority,
            LinkWatch watch) {
        this.name = name;
        this.pair = pair;
        this.cluster = cluster;
        this.logins = logins;
        this.authority = authority;
        this.certificate = authority.issue();
        this.watch = watch;
        this.service = new FaultLink("service", port, watch);
        this.programs = new FaultLink("programs", port, watch);
        this.replication = new FaultLink("replication", port, watch);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String scheme() {
        return "postgresql";
    }

    @Override
    public int servicePort() {
        return service.port();
    }

    @Override
    public int programsPort() {
        return programs.port();
    }

    @Override
    public int directPort() {
        return port;
    }

    @Override
    public Logins logins() {
        return logins;
    }

    /** The certificate of the authority that issued the server's certificate, as PEM. */
    public String authorityPem() {
        return authority.pem();
    }

    @Override
    public Path dataDirectory() {
        return cluster.dataDirectory();
    }

    /** The server's log file. */
    public Path log() {
        return cluster.home().log();
    }

    /** {@inheritDoc} It is the postmaster's. */
    @Override
    public OptionalLong pid() {
        return cluster.postmaster();
    }

    /** All processes of this server. */
    public List<Long> pids() {
        return cluster.pids();
    }

    /** Runs statements as superuser in the platform's database, straight at the server. */
    public void sql(String statements) {
        admin().execute(statements);
    }

    /** Runs statements as superuser in another database, such as {@code postgres}. */
    public void sqlIn(String otherDatabase, String statements) {
        new Sql(port, otherDatabase, logins.admin()).execute(statements);
    }

    /** The first column of a query's only row, asked as superuser straight at the server. */
    public String value(String query) {
        return admin().value(query);
    }

    /** The rows of a query, asked as superuser straight at the server. */
    public List<List<String>> rows(String query) {
        return admin().rows(query);
    }

    /** A session of the platform's program user through the service link. */
    public Connection connect() throws SQLException {
        return Sql.connect(servicePort(), DATABASE, logins.program());
    }

    /**
     * Runs shell lines as an operator on the server's host would, with {@code pg_ctl} on the path
     * and {@code PGDATA}, {@code PGHOST}, {@code PGPORT}, {@code PGUSER}, {@code PGPASSWORD} set
     * for the superuser.
     *
     * @return what they printed
     */
    public String shell(String lines) {
        String path = cluster.binaries().program("").toString() + ":" + System.getenv("PATH");
        return Command.run(
                List.of("/bin/sh", "-euc", lines),
                SHELL,
                Map.of(
                        "PATH", path,
                        "PGDATA", dataDirectory().toString(),
                        "PGHOST", host(),
                        "PGPORT", String.valueOf(port),
                        "PGUSER", logins.admin().user(),
                        "PGPASSWORD", logins.admin().password()));
    }

    /** {@inheritDoc} It has {@code pg_ctl}. */
    @Override
    public Path programDirectory() {
        return cluster.binaries().program("");
    }

    @Override
    public List<Fault> faults() {
        return pair.faultsOf(this);
    }

    /** {@inheritDoc} The links show it at once. */
    @Override
    public void breakWith(String fault) {
        DatabaseServer.super.breakWith(fault);
        watch.look();
    }

    /** {@inheritDoc} */
    @Override
    public void fence() {
        cluster.kill();
        pair.awaitClosed(this);
    }

    /** {@inheritDoc} */
    @Override
    public Optional<Path> rejoin() {
        return pair.rejoin(this);
    }

    /** Heals the whole pair: neither server is well without the other. */
    @Override
    public void heal() {
        pair.heal();
    }

    @Override
    public List<String> healedTogether() {
        return pair.servers().stream().map(PostgresServer::name).toList();
    }

    Sql admin() {
        return new Sql(port, DATABASE, logins.admin());
    }

    /** The superuser in the administrator's own database, for when the platform's is gone. */
    Sql maintenance() {
        return new Sql(port, "postgres", logins.admin());
    }

    Cluster cluster() {
        return cluster;
    }

    CertificateAuthority authority() {
        return authority;
    }

    ServerCertificate certificate() {
        return certificate;
    }

    List<FaultLink> links() {
        return List.of(service, programs);
    }

    /** The way of a standby to this server. */
    FaultLink replication() {
        return replication;
    }

    Optional<String> diskMissing() {
        return diskMissing;
    }

    void diskMissing(Optional<String> reason) {
        diskMissing = reason;
    }

    /** Sessions that are kept open until the next heal. */
    HeldSessions held() {
        return held;
    }

    /** Whether it starts as a standby. A promotion takes the mark away. */
    boolean isMarkedStandby() {
        return Files.exists(dataDirectory().resolve(STANDBY_SIGNAL));
    }

    /** Makes it run as it is configured, and answer. */
    void answerOrRestart() {
        if (!Deadline.in(ANSWER)
                .met(() -> cluster.postmaster().isEmpty() || maintenance().answers())) {
            cluster.kill(); // starting up or shutting down for ever
        }
        if (cluster.postmaster().isEmpty()) {
            cluster.start();
        }
    }

    /** Pages that were damaged and not mended yet. */
    List<DamagedPage> damaged() {
        return damaged;
    }

    /** A session of an application that holds on to something until the next heal. */
    Connection holdSession() {
        try {
            Connection session =
                    Sql.connectAs(HeldSessions.APPLICATION, port, DATABASE, logins.program());
            held.hold(session);
            return session;
        } catch (SQLException e) {
            throw new SandboxException("cannot open a session: " + e.getMessage(), e);
        }
    }

    /** Makes the server read its configuration files again; returns when new sessions see it. */
    void reload() {
        String before = maintenance().value("SELECT pg_conf_load_time()");
        cluster.signalPostmaster("HUP");
        Deadline.in(RELOAD)
                .await(
                        name + " to read its configuration",
                        () -> !maintenance().value("SELECT pg_conf_load_time()").equals(before));
    }
}
