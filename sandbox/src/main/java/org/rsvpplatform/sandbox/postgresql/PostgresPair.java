package org.rsvpplatform.sandbox.postgresql;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.rsvpplatform.sandbox.database.Logins;
import org.rsvpplatform.sandbox.database.ServerHome;
import org.rsvpplatform.sandbox.fault.Fault;
import org.rsvpplatform.sandbox.process.Account;
import org.rsvpplatform.sandbox.process.Cache;
import org.rsvpplatform.sandbox.process.Deadline;
import org.rsvpplatform.sandbox.process.Guardian;
import org.rsvpplatform.sandbox.process.SandboxException;
import org.rsvpplatform.sandbox.proxy.FaultLink;
import org.rsvpplatform.sandbox.proxy.LinkWatch;
import org.rsvpplatform.sandbox.proxy.Wire;
import org.rsvpplatform.sandbox.tls.CertificateAuthority;

/** A primary and its synchronous streaming standby. */
public final class PostgresPair {
    /** Name of the primary. */
    public static final String PRIMARY = "postgresql";

    /** Name of the standby, also towards the primary. */
    public static final String STANDBY = "backup-postgresql";

    private static final Duration STREAMING = Duration.ofSeconds(4);

    private final PostgresTemplate template;
    private final Logins logins = Logins.random("postgres");
    private final PostgresServer primary;
    private final PostgresServer standby;
    private final FaultLink replication;
    private final LinkWatch watch;
    private Verifiers verifiers;

    private PostgresPair(
            PostgresBinaries binaries,
            PostgresTemplate template,
            Account account,
            Path root,
            LinkWatch watch,
            CertificateAuthority authority) {
        this.template = template;
        this.watch = watch;
        this.primary =
                new PostgresServer(
                        PRIMARY,
                        this,
                        new Cluster(binaries, ServerHome.make(account, root.resolve(PRIMARY))),
                        logins,
                        authority,
                        watch);
        this.standby =
                new PostgresServer(
                        STANDBY,
                        this,
                        new Cluster(binaries, ServerHome.make(account, root.resolve(STANDBY))),
                        logins,
                        authority,
                        watch);
        this.replication = new FaultLink("replication", primary.directPort(), watch);
    }

    /**
     * Starts a pair.
     *
     * @param version major version
     * @param root the folder in the guardian's care
     */
    public static PostgresPair start(
            String version,
            Path root,
            Account account,
            Guardian guardian,
            LinkWatch watch,
            CertificateAuthority authority,
            Consumer<String> progress) {
        Cache cache = Cache.of(account);
        long begin = System.nanoTime();
        PostgresBinaries binaries = PostgresBinaries.of(version, cache);
        guardian.watch(binaries.program("postgres"));
        PostgresTemplate template =
                PostgresTemplate.of(binaries, account, cache, root.resolve("template"));
        PostgresPair pair = new PostgresPair(binaries, template, account, root, watch, authority);
        for (PostgresServer server : pair.servers()) {
            server.diskMissing(server.cluster().home().mountDisks(guardian));
        }
        pair.create();
        watch.look();
        progress.accept(
                "%s and %s (PostgreSQL %s) ready in %.1f s"
                        .formatted(PRIMARY, STANDBY, version, (System.nanoTime() - begin) / 1e9));
        return pair;
    }

    public PostgresServer primary() {
        return primary;
    }

    public PostgresServer standby() {
        return standby;
    }

    public List<PostgresServer> servers() {
        return List.of(primary, standby);
    }

    /** Breaks the primary; see {@link PostgresServer#breakWith}. */
    public void breakWith(String fault) {
        primary.breakWith(fault);
    }

    FaultLink replicationLink() {
        return replication;
    }

    /** Waits until the server has closed its port. */
    void awaitClosed(PostgresServer server) {
        watch.awaitListening(server.directPort(), false);
    }

    List<Fault> faultsOf(PostgresServer server) {
        return new PostgresFaults(this, server).all();
    }

    /** Brings both servers back into their good condition, whatever happened to them. */
    public void heal() {
        try {
            new PostgresHealing(this, verifiers).heal();
        } catch (SandboxException e) {
            create(); // beyond repair: from the template again
        }
        watch.look();
    }

    private void create() {
        for (PostgresServer server : servers()) {
            server.held().release();
            server.links().forEach(link -> link.set(new Wire.Pass()));
            server.cluster().kill();
            server.cluster().home().removeFillers();
            server.cluster().copyFrom(template.data());
            writeSettings(server);
        }
        replication.set(new Wire.Pass());
        primary.cluster().start();
        String passwords =
                logins.all().stream()
                        .map(l -> "ALTER ROLE %s PASSWORD '%s'".formatted(l.user(), l.password()))
                        .collect(Collectors.joining(";"));
        new Sql(primary.directPort(), "postgres", template.admin()).execute(passwords);
        verifiers = Verifiers.read(primary.maintenance());
        startStandby();
    }

    /** Makes the standby anew as a copy of the primary, which is stopped for a moment. */
    void rebuildStandby() {
        standby.cluster().kill();
        primary.cluster().stop();
        standby.cluster().copyFrom(primary.dataDirectory());
        writeSettings(standby);
        primary.cluster().start();
        startStandby();
    }

    private void startStandby() {
        standby.cluster().write("standby.signal", "");
        standby.cluster().start();
        if (!streams()) {
            throw new SandboxException(STANDBY + " does not stream from " + PRIMARY);
        }
    }

    /** Whether the standby streams and commits wait for it, within a few seconds. */
    boolean streams() {
        return Deadline.in(STREAMING)
                .met(
                        () ->
                                primary.maintenance()
                                        .value(
                                                """
                                                SELECT count(*) FROM pg_stat_replication
                                                WHERE state = 'streaming' AND sync_state = 'sync'
                                                """)
                                        .equals("1"));
    }

    /** Writes all configuration files; true when one was not as it should be. */
    boolean writeSettings(PostgresServer server) {
        Cluster cluster = server.cluster();
        boolean isPrimary = server == primary;
        return cluster.write(
                        "postgresql.conf",
                        PostgresSettings.conf(
                                server.directPort(),
                                isPrimary ? Optional.of(STANDBY) : Optional.empty(),
                                isPrimary ? Optional.empty() : Optional.of(conninfo())))
                | cluster.write("postgresql.auto.conf", PostgresSettings.AUTO_CONF)
                | cluster.write("pg_hba.conf", PostgresSettings.hba(logins))
                | cluster.write("server.crt", server.certificate().certificatePem())
                | cluster.write("server.key", server.certificate().keyPem());
    }

    private String conninfo() {
        return "host=127.0.0.1 port=%d user=%s password=%s application_name=%s"
                .formatted(
                        replication.port(),
                        logins.replication().user(),
                        logins.replication().password(),
                        STANDBY);
    }
}
