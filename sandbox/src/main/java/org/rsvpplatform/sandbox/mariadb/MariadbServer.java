package org.rsvpplatform.sandbox.mariadb;

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
import org.rsvpplatform.sandbox.process.Login;
import org.rsvpplatform.sandbox.proxy.FaultLink;
import org.rsvpplatform.sandbox.proxy.LinkWatch;
import org.rsvpplatform.sandbox.proxy.Ports;
import org.rsvpplatform.sandbox.tls.CertificateAuthority;
import org.rsvpplatform.sandbox.tls.ServerCertificate;

/** One MariaDB server of a pair, with the links that lead to it. */
public final class MariadbServer implements DatabaseServer {
    private static final Duration SHELL = Duration.ofSeconds(60);

    private final String name;
    private final int port = Ports.free();
    private final int extraPort = Ports.free();
    private final Instance instance;
    private final Logins logins;
    private final Login own;
    private final CertificateAuthority authority;
    private final ServerCertificate certificate;
    private final FaultLink service;
    private final FaultLink programs;
    private final FaultLink replication;
    private final MariadbPair pair;
    private final LinkWatch watch;
    private final HeldSessions held = new HeldSessions();
    private final List<DamagedPage> damaged = new ArrayList<>();
    private Optional<String> diskMissing = Optional.of("the server has not been started");

    MariadbServer(
            String name,
            MariadbPair pair,
            Instance instance,
            CertificateAuthority authority,
            LinkWatch watch) {
        this.name = name;
        this.pair = pair;
        this.instance = instance;
        this.logins = pair.logins();
        this.own = pair.own();
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
        return "mysql";
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

    /** The port that has room for administrators when the other has none left. */
    public int extraPort() {
        return extraPort;
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
        return instance.home().dataDirectory();
    }

    /** The server's error log. */
    public Path log() {
        return instance.home().log();
    }

    /** Its log of slow queries. */
    public Path slowLog() {
        return MariadbSettings.slowLog(instance.home());
    }

    @Override
    public OptionalLong pid() {
        return instance.pid();
    }

    /** All processes of this server: MariaDB has one. */
    public List<Long> pids() {
        return instance.pids();
    }

    /**
     * Runs statements as administrator in the platform's database, straight at the server. They are
     * replicated; on the primary they wait for the replica.
     */
    public void sql(String statements) {
        MariadbSql.admin(port, DATABASE, logins.admin()).execute(statements);
    }

    /** The same without a database, for when the platform's is gone. */
    public void sqlWithoutDatabase(String statements) {
        MariadbSql.admin(port, "", logins.admin()).execute(statements);
    }

    /** Runs statements on this server only: they are not replicated and wait for nobody. */
    public void sqlHere(String statements) {
        maintenance().execute(statements);
    }

    /** The first column of a query's only row, asked straight at the server. */
    public String value(String query) {
        return maintenance().value(query);
    }

    /** The rows of a query, asked straight at the server. */
    public List<List<String>> rows(String query) {
        return maintenance().rows(query);
    }

    /** A session of the platform's program user through the service link. */
    public Connection connect() throws SQLException {
        return MariadbSql.connect(servicePort(), DATABASE, logins.program());
    }

    /** The same of a program that calls itself so. */
    public Connection connectAs(String program) throws SQLException {
        return MariadbSql.connectAs(program, servicePort(), DATABASE, logins.program());
    }

    /**
     * What {@code SHOW REPLICA STATUS} says, by column; empty on a server that replicates nothing.
     */
    public Map<String, String> replicaStatus() {
        return Replica.status(maintenance());
    }

    /**
     * Runs shell lines as an operator on the server's host would, with {@code mariadb} on the path
     * and an option file that makes it log in as administrator.
     *
     * @return what they printed
     */
    public String shell(String lines) {
        Path options = instance.home().folder().resolve("client/my.cnf");
        instance.home().account().directory(options.getParent());
        instance.home()
                .account()
                .write(
                        options,
                        """
                        [client]
                        host = %s
                        port = %d
                        user = %s
                        password = %s
                        skip-ssl
                        """
                                .formatted(
                                        host(),
                                        port,
                                        logins.admin().user(),
                                        logins.admin().password()));
        return Command.run(
                List.of("/bin/sh", "-euc", lines),
                SHELL,
                Map.of(
                        "PATH", programDirectory() + ":" + System.getenv("PATH"),
                        "MARIADB_HOME", options.getParent().toString(),
                        "MYSQL_HOME", options.getParent().toString()));
    }

    @Override
    public Path programDirectory() {
        return instance.binaries().program("");
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
        instance.kill();
        watch.awaitListening(port, false);
    }

    /** Starts it as a supervisor would, who knows nothing of a failover. */
    public void startByHand() {
        instance.start();
        watch.awaitListening(port, true);
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
        return pair.servers().stream().map(MariadbServer::name).toList();
    }

    MariadbSql maintenance() {
        return MariadbSql.own(extraPort, own);
    }

    Instance instance() {
        return instance;
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

    /** The way of a replica to this server. */
    FaultLink replication() {
        return replication;
    }

    /** Starts it; a primary takes writes again then, and has them wait for its replica. */
    void start() {
        instance.start();
        if (this == pair.primary()) {
            maintenance().execute(Role.PRIMARY.statement());
        }
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

    /** Pages that were damaged and not mended yet. */
    List<DamagedPage> damaged() {
        return damaged;
    }

    /** Writes all files of settings; which of them were not as they should be. */
    Changed writeSettings(String more) {
        boolean settings =
                instance.home()
                        .write(
                                instance.settingsFile(),
                                MariadbSettings.conf(
                                        instance,
                                        port,
                                        extraPort,
                                        1 + pair.servers().indexOf(this),
                                        pair.startOf(this),
                                        more));
        return new Changed(settings, present(certificate));
    }

    /**
     * What was written anew.
     *
     * @param settings the option file, which is read at a start
     * @param certificate the certificate, which is read by {@code FLUSH SSL}
     */
    record Changed(boolean settings, boolean certificate) {}

    /** Writes certificate and key; true when that changed them. */
    boolean present(ServerCertificate shown) {
        return instance.home().write(instance.certificateFile(), shown.certificatePem())
                | instance.home().write(instance.keyFile(), shown.keyPem());
    }
}
