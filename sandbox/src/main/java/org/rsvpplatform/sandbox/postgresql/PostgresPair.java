package org.rsvpplatform.sandbox.postgresql;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.rsvpplatform.sandbox.database.Logins;
import org.rsvpplatform.sandbox.database.ServerHome;
import org.rsvpplatform.sandbox.fault.Fault;
import org.rsvpplatform.sandbox.fault.FaultRefused;
import org.rsvpplatform.sandbox.process.Account;
import org.rsvpplatform.sandbox.process.Cache;
import org.rsvpplatform.sandbox.process.Deadline;
import org.rsvpplatform.sandbox.process.Guardian;
import org.rsvpplatform.sandbox.process.SandboxException;
import org.rsvpplatform.sandbox.proxy.FaultLink;
import org.rsvpplatform.sandbox.proxy.LinkWatch;
import org.rsvpplatform.sandbox.proxy.Wire;
import org.rsvpplatform.sandbox.tls.CertificateAuthority;

/**
 * A primary and its synchronous streaming standby. Who is the primary may change: a failover is
 * noticed by the epoch that it leaves beside the data, and healing then makes the other one a
 * standby.
 */
public final class PostgresPair {
    /** Name of the one that is the primary at first. */
    public static final String PRIMARY = "postgresql";

    /** Name of the other one, also towards the primary. */
    public static final String STANDBY = "backup-postgresql";

    private static final Logger LOG = System.getLogger(PostgresPair.class.getName());
    private static final Duration STREAMING = Duration.ofSeconds(4);

    private final PostgresTemplate template;
    private final Logins logins = Logins.random("postgres");
    private final PostgresServer first;
    private final PostgresServer second;
    private final LinkWatch watch;
    private volatile PostgresServer leader;
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
        this.first =
                new PostgresServer(
                        PRIMARY,
                        this,
                        new Cluster(binaries, ServerHome.make(account, root.resolve(PRIMARY))),
                        logins,
                        authority,
                        watch);
        this.second =
                new PostgresServer(
                        STANDBY,
                        this,
                        new Cluster(binaries, ServerHome.make(account, root.resolve(STANDBY))),
                        logins,
                        authority,
                        watch);
        this.leader = first;
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
        return leader;
    }

    public PostgresServer standby() {
        return leader == first ? second : first;
    }

    public List<PostgresServer> servers() {
        return List.of(first, second);
    }

    /** Breaks the primary; see {@link PostgresServer#breakWith}. */
    public void breakWith(String fault) {
        primary().breakWith(fault);
    }

    /** The standby's way to the primary. */
    FaultLink replicationLink() {
        return primary().replication();
    }

    /** Waits until the server has closed its port. */
    void awaitClosed(PostgresServer server) {
        watch.awaitListening(server.directPort(), false);
    }

    List<Fault> faultsOf(PostgresServer server) {
        return new PostgresFaults(this, server).all();
    }

    /** As {@link #heal}, and as if there never was a failover. */
    public void reset() {
        heal();
        if (!primary().value("SELECT count(*) FROM rsvp_probe.epoch").equals("0")) {
            create();
            watch.look();
        }
    }

    /** Takes the other one for the primary when a failover made it that. */
    void followLeader() {
        PostgresServer other = standby();
        if (!other.isMarkedStandby() && tookOver(other)) {
            leader = other;
        }
    }

    /** Makes this server follow the other one, which is the primary from now on. */
    Optional<Path> rejoin(PostgresServer server) {
        PostgresServer other = server == first ? second : first;
        if (!other.maintenance().answers()
                || other.maintenance().value("SELECT pg_is_in_recovery()").equals("t")) {
            throw new FaultRefused(
                    "No rejoin of '%s'".formatted(server.name()),
                    "%s takes no writes".formatted(other.name()),
                    "POST /heal");
        }
        leader = other;
        Optional<Path> kept = new Rejoining(this).rejoin();
        watch.look();
        return kept;
    }

    private static boolean tookOver(PostgresServer server) {
        try {
            server.answerOrRestart();
            return server.value(
                            """
                            SELECT count(*) FROM rsvp_probe.epoch WHERE provider = '%s'
                            AND epoch = (SELECT max(epoch) FROM rsvp_probe.epoch)
                            AND NOT pg_is_in_recovery()
                            """
                                    .formatted(server.name()))
                    .equals("1");
        } catch (SandboxException e) {
            return false; // nothing that one could follow
        }
    }

    /**
     * Brings both servers back into their good condition, whatever happened to them. One that took
     * over stays the primary.
     */
    public void heal() {
        try {
            new PostgresHealing(this, verifiers).heal();
        } catch (SandboxException e) {
            LOG.log(Level.WARNING, "beyond repair, and made anew without its data", e);
            create();
        }
        watch.look();
    }

    private void create() {
        leader = first;
        for (PostgresServer server : servers()) {
            server.held().release();
            server.links().forEach(link -> link.set(new Wire.Pass()));
            server.replication().set(new Wire.Pass());
            server.cluster().kill();
            server.cluster().home().removeFillers();
            server.cluster().copyFrom(template.data());
            writeSettings(server);
        }
        first.cluster().start();
        String passwords =
                logins.all().stream()
                        .map(l -> "ALTER ROLE %s PASSWORD '%s'".formatted(l.user(), l.password()))
                        .collect(Collectors.joining(";"));
        new Sql(first.directPort(), "postgres", template.admin()).execute(passwords);
        verifiers = Verifiers.read(first.maintenance());
        startStandby();
    }

    private void startStandby() {
        PostgresServer standby = standby();
        standby.cluster().write(PostgresServer.STANDBY_SIGNAL, "");
        standby.cluster().start();
        if (!streams()) {
            throw new SandboxException(
                    "%s does not stream from %s".formatted(standby.name(), primary().name()));
        }
    }

    /** Whether the standby streams and commits wait for it, within a few seconds. */
    boolean streams() {
        return Deadline.in(STREAMING)
                .met(() -> follows("state = 'streaming' AND sync_state = 'sync'"));
    }

    /** Whether the standby streams, whoever waits for it, within this time. */
    boolean streams(Duration within) {
        return Deadline.in(within).met(() -> follows("state = 'streaming'"));
    }

    /**
     * One that has come apart receives its old timeline up to the fork, again and again: for a
     * moment it looks as if it streamed.
     */
    private boolean follows(String condition) {
        Sql sql = primary().maintenance();
        if (!sql.value("SELECT count(*) FROM pg_stat_replication WHERE " + condition).equals("1")) {
            return false;
        }
        String timeline =
                sql.value(
                        "SELECT ('x' || substring(pg_walfile_name(pg_current_wal_insert_lsn()), 1,"
                                + " 8))::bit(32)::int");
        return standby().maintenance().answers()
                && standby()
                        .maintenance()
                        .value(
                                "SELECT count(*) FROM pg_stat_wal_receiver WHERE received_tli = "
                                        + timeline)
                        .equals("1");
    }

    /** Writes all configuration files; true when one was not as it should be. */
    boolean writeSettings(PostgresServer server) {
        Cluster cluster = server.cluster();
        boolean isPrimary = server == leader;
        return cluster.write(
                        "postgresql.conf",
                        PostgresSettings.conf(
                                server.directPort(),
                                isPrimary ? Optional.of(standby().name()) : Optional.empty(),
                                isPrimary ? Optional.empty() : Optional.of(conninfo())))
                | cluster.write("postgresql.auto.conf", PostgresSettings.AUTO_CONF)
                | cluster.write("pg_hba.conf", PostgresSettings.hba(logins))
                | cluster.write("server.crt", server.certificate().certificatePem())
                | cluster.write("server.key", server.certificate().keyPem());
    }

    private String conninfo() {
        return "host=127.0.0.1 port=%d user=%s password=%s application_name=%s"
                .formatted(
                        replicationLink().port(),
                        logins.replication().user(),
                        logins.replication().password(),
                        standby().name());
    }
}
