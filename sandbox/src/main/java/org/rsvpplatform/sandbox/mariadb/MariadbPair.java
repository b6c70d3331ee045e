package org.rsvpplatform.sandbox.mariadb;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
import org.rsvpplatform.sandbox.process.Login;
import org.rsvpplatform.sandbox.process.SandboxException;
import org.rsvpplatform.sandbox.proxy.FaultLink;
import org.rsvpplatform.sandbox.proxy.LinkWatch;
import org.rsvpplatform.sandbox.proxy.Ports;
import org.rsvpplatform.sandbox.proxy.Wire;
import org.rsvpplatform.sandbox.tls.CertificateAuthority;

/**
 * A primary and its semi-synchronous GTID replica. Who is the primary may change: a failover is
 * noticed by the epoch that it leaves beside the data, and healing then makes the other one a
 * replica.
 */
public final class MariadbPair {
    /** Name of the one that is the primary at first. */
    public static final String PRIMARY = "mysql";

    /** Name of the other one. */
    public static final String REPLICA = "backup-mysql";

    private static final int KEPT = 2;

    private static final Duration REPLICATING = Duration.ofSeconds(6);

    private final MariadbTemplate template;
    private final Logins logins = Logins.random("admin");
    private final Login own = Login.random(MariadbSql.OWN_USER);
    private final ReadOnlyStart readOnlyStart;
    private final MariadbServer first;
    private final MariadbServer second;
    private final LinkWatch watch;
    private final Map<MariadbServer, GoodCondition> good = new LinkedHashMap<>();
    private volatile MariadbServer leader;

    /** What a server is brought back to. */
    record GoodCondition(GrantTables grants, GlobalVariables variables) {}

    private MariadbPair(
            MariadbBinaries binaries,
            MariadbTemplate template,
            Account account,
            Path root,
            ReadOnlyStart readOnlyStart,
            LinkWatch watch,
            CertificateAuthority authority) {
        this.template = template;
        this.readOnlyStart = readOnlyStart;
        this.watch = watch;
        this.first =
                new MariadbServer(
                        PRIMARY,
                        this,
                        new Instance(binaries, ServerHome.make(account, root.resolve(PRIMARY))),
                        authority,
                        watch);
        this.second =
                new MariadbServer(
                        REPLICA,
                        this,
                        new Instance(binaries, ServerHome.make(account, root.resolve(REPLICA))),
                        authority,
                        watch);
        this.leader = first;
    }

    /**
     * Starts a pair.
     *
     * @param root the folder in the guardian's care
     */
    public static MariadbPair start(
            Path root,
            Account account,
            Guardian guardian,
            ReadOnlyStart readOnlyStart,
            LinkWatch watch,
            CertificateAuthority authority,
            Consumer<String> progress) {
        Cache cache = Cache.of(account);
        long begin = System.nanoTime();
        MariadbBinaries binaries = MariadbBinaries.in(cache);
        guardian.watch(binaries.program("mariadbd"));
        MariadbTemplate template =
                MariadbTemplate.of(binaries, account, cache, root.resolve("mariadb-template"));
        MariadbPair pair =
                new MariadbPair(binaries, template, account, root, readOnlyStart, watch, authority);
        for (MariadbServer server : pair.servers()) {
            server.diskMissing(server.instance().home().mountDisks(guardian));
        }
        pair.create();
        watch.look();
        progress.accept(
                "%s and %s (MariaDB %s) ready in %.1f s"
                        .formatted(
                                PRIMARY,
                                REPLICA,
                                MariadbBinaries.VERSION,
                                (System.nanoTime() - begin) / 1e9));
        return pair;
    }

    public MariadbServer primary() {
        return leader;
    }

    public MariadbServer replica() {
        return leader == first ? second : first;
    }

    public List<MariadbServer> servers() {
        return List.of(first, second);
    }

    /** Breaks the primary; see {@link MariadbServer#breakWith}. */
    public void breakWith(String fault) {
        primary().breakWith(fault);
    }

    Logins logins() {
        return logins;
    }

    Login own() {
        return own;
    }

    /** The replica's way to the primary. */
    FaultLink replicationLink() {
        return primary().replication();
    }

    /** What a server is when it has started, until somebody says otherwise. */
    Role startOf(MariadbServer server) {
        return readOnlyStart == ReadOnlyStart.BOTH || server == replica()
                ? Role.REPLICA
                : Role.PRIMARY;
    }

    GoodCondition goodCondition(MariadbServer server) {
        return good.get(server);
    }

    /** Why a fault that makes no sense at the replica can't be had at this server. */
    Optional<String> onlyAtPrimary(MariadbServer server) {
        return server == primary()
                ? Optional.empty()
                : Optional.of(
                        "it is of the primary only: './rsvp break %s …'"
                                .formatted(primary().name()));
    }

    /** Waits until the server has opened or closed its port. */
    void awaitListening(MariadbServer server, boolean listens) {
        watch.awaitListening(server.directPort(), listens);
    }

    List<Fault> faultsOf(MariadbServer server) {
        return new MariadbFaults(this, server).all();
    }

    /** As {@link #heal}, and as if there never was a failover. */
    public void reset() {
        heal();
        if (!primary().value("SELECT count(*) FROM rsvp_probe.epoch").equals("0")) {
            create();
            watch.look();
        }
    }

    /**
     * Takes the other one, which runs, for the primary when a failover made it that. The old
     * primary is killed: in order it would acknowledge commits that only it has.
     */
    void followLeader() {
        MariadbServer other = replica();
        if (tookOver(other)) {
            primary().instance().kill();
            leader = other;
        }
    }

    /** Not whether it takes writes: it may have been started anew since. */
    private static boolean tookOver(MariadbServer server) {
        try {
            server.instance().awaitReady();
            return !Replica.runs(server.replicaStatus())
                    && server.value(
                                    """
                                    SELECT count(*) FROM rsvp_probe.epoch WHERE provider = '%s'
                                    AND epoch = (SELECT max(epoch) FROM rsvp_probe.epoch)
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
            new MariadbHealing(this).heal();
        } catch (SandboxException e) {
            create(); // beyond repair: from the template again
        }
        watch.look();
    }

    /** What is in the way goes: links pass, held sessions end, full disks are emptied. */
    void clear(MariadbServer server) {
        server.held().release();
        for (FaultLink link : server.links()) {
            link.set(new Wire.Pass());
            link.comeFrom(Ports.loopback());
        }
        server.replication().set(new Wire.Pass());
        server.instance().thaw();
        server.instance().addressSpace().ifPresent(AddressSpace::free);
        if (server.instance().home().walDiskIsFilled()) {
            server.instance().kill(); // it would look for space again only after a minute
        }
        server.instance().home().removeFillers();
    }

    private void create() {
        leader = first;
        for (MariadbServer server : servers()) {
            server.instance().kill();
            clear(server);
            server.instance().copyFrom(template.data(), template.redo());
            server.writeSettings("");
            server.instance().launch();
        }
        for (MariadbServer server : servers()) {
            server.instance().awaitReady();
            MariadbSql.own(server.extraPort(), template.own()).execute(passwords());
            good.put(
                    server,
                    new GoodCondition(
                            GrantTables.read(server.maintenance()),
                            GlobalVariables.read(server.maintenance())));
        }
        leader.start();
        follow("");
    }

    private String passwords() {
        return logins.all().stream()
                        .map(login -> MariadbSql.setPassword(login, MariadbSql.CLIENT_HOST))
                        .collect(Collectors.joining())
                + MariadbSql.setPassword(own, MariadbSql.OWN_HOST);
    }

    /**
     * Makes the other one follow the primary: from where it stands when the primary has all that it
     * has, else anew.
     */
    void rejoinReplica() {
        if (!followsAsItIs()) {
            rebuildReplica();
        }
    }

    /** Whether it can follow from where it stands: then it does. */
    private boolean followsAsItIs() {
        String position = replica().value("SELECT @@gtid_current_pos");
        Gtids known =
                Gtids.parse(
                        primary()
                                .value(
                                        "SELECT concat_ws(',', @@gtid_binlog_state,"
                                                + " @@gtid_slave_pos)"));
        return known.containsAll(Gtids.parse(position)) && follows(position);
    }

    /**
     * Makes this server follow the other one, which is the primary from now on.
     *
     * @return where the data are kept that were replaced; empty when none had to be
     */
    Optional<Path> rejoin(MariadbServer server) {
        MariadbServer other = server == first ? second : first;
        if (!other.maintenance().answers()
                || !other.replicaStatus().isEmpty()
                || !other.value("SELECT @@global.read_only").equals("0")) {
            throw new FaultRefused(
                    "No rejoin of '%s'".formatted(server.name()),
                    "%s takes no writes".formatted(other.name()),
                    "POST /heal");
        }
        leader = other;
        Optional<Path> kept = rejoined(server);
        watch.look();
        return kept;
    }

    /** What it committed and never acknowledged it must not acknowledge when it ends: -9. */
    private Optional<Path> rejoined(MariadbServer server) {
        if (Replica.runs(server.maintenance().answers() ? server.replicaStatus() : Map.of())
                && isJoined()) {
            return Optional.empty();
        }
        server.instance().kill();
        server.writeSettings("");
        server.instance().start();
        if (server.replicaStatus().isEmpty() && followsAsItIs()) {
            return Optional.empty();
        }
        server.instance().stop();
        Path kept = server.instance().home().keepAside(KEPT, server.instance().home().walDisk());
        rebuildReplica();
        return Optional.of(kept);
    }

    /** Makes the replica anew as a copy of the primary, which is stopped for a moment. */
    void rebuildReplica() {
        MariadbServer primary = primary();
        MariadbServer replica = replica();
        String position = primary.value("SELECT @@gtid_current_pos");
        replica.instance().kill();
        primary.instance().stop();
        replica.instance().copyFrom(primary.dataDirectory(), primary.instance().home().walDisk());
        replica.writeSettings("");
        primary.instance().launch();
        replica.instance().launch();
        primary.start();
        replica.instance().awaitReady();
        follow(position);
    }

    private void follow(String position) {
        if (!follows(position)) {
            throw new SandboxException(
                    "%s does not replicate from %s: %s"
                            .formatted(
                                    replica().name(), primary().name(), replica().replicaStatus()));
        }
    }

    private boolean follows(String position) {
        Replica.follow(
                replica().maintenance(), replicationLink().port(), logins.replication(), position);
        return isJoined();
    }

    /** Has commits wait for the replica once it is there; whether it comes, and has all soon. */
    boolean isJoined() {
        boolean attached =
                Deadline.in(REPLICATING)
                                .met(
                                        () ->
                                                stoppedWithError()
                                                        || Replica.runs(replica().replicaStatus()))
                        && !stoppedWithError();
        if (attached) {
            primary().maintenance().execute(Role.PRIMARY.statement());
        }
        return attached && replicates();
    }

    /** Whether the replica has all of the primary and commits wait for it, within a few seconds. */
    public boolean replicates() {
        return Deadline.in(REPLICATING).met(() -> stoppedWithError() || replicatesNow())
                && !stoppedWithError();
    }

    private boolean stoppedWithError() {
        return Replica.failed(replica().replicaStatus());
    }

    /** The primary is asked first: programs may go on writing. */
    private boolean replicatesNow() {
        Gtids written = Gtids.parse(primary().value("SELECT @@gtid_current_pos"));
        return Replica.runs(replica().replicaStatus())
                && status("rpl_semi_sync_master_clients").equals("1")
                && status("rpl_semi_sync_master_status").equals("ON")
                && Gtids.parse(replica().value("SELECT @@gtid_slave_pos")).containsAll(written);
    }

    private String status(String variable) {
        return primary().rows("SHOW STATUS LIKE '%s'".formatted(variable)).getFirst().getLast();
    }
}
