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

/** A primary and its semi-synchronous GTID replica. */
public final class MariadbPair {
    /** Name of the primary. */
    public static final String PRIMARY = "mysql";

    /** Name of the replica. */
    public static final String REPLICA = "backup-mysql";

    private static final Duration REPLICATING = Duration.ofSeconds(6);

    private final MariadbTemplate template;
    private final Logins logins = Logins.random("admin");
    private final Login own = Login.random(MariadbSql.OWN_USER);
    private final MariadbServer primary;
    private final MariadbServer replica;
    private final FaultLink replication;
    private final LinkWatch watch;
    private final Map<MariadbServer, GoodCondition> good = new LinkedHashMap<>();

    /** What a server is brought back to. */
    record GoodCondition(GrantTables grants, GlobalVariables variables) {}

    private MariadbPair(
            MariadbBinaries binaries,
            MariadbTemplate template,
            Account account,
            Path root,
            LinkWatch watch,
            CertificateAuthority authority) {
        this.template = template;
        this.watch = watch;
        this.primary =
                new MariadbServer(
                        PRIMARY,
                        this,
                        new Instance(binaries, ServerHome.make(account, root.resolve(PRIMARY))),
                        authority,
                        watch);
        this.replica =
                new MariadbServer(
                        REPLICA,
                        this,
                        new Instance(binaries, ServerHome.make(account, root.resolve(REPLICA))),
                        authority,
                        watch);
        this.replication = new FaultLink("replication", primary.directPort(), watch);
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
            LinkWatch watch,
            CertificateAuthority authority,
            Consumer<String> progress) {
        Cache cache = Cache.of(account);
        long begin = System.nanoTime();
        MariadbBinaries binaries = MariadbBinaries.in(cache);
        guardian.watch(binaries.program("mariadbd"));
        MariadbTemplate template =
                MariadbTemplate.of(binaries, account, cache, root.resolve("mariadb-template"));
        MariadbPair pair = new MariadbPair(binaries, template, account, root, watch, authority);
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
        return primary;
    }

    public MariadbServer replica() {
        return replica;
    }

    public List<MariadbServer> servers() {
        return List.of(primary, replica);
    }

    /** Breaks the primary; see {@link MariadbServer#breakWith}. */
    public void breakWith(String fault) {
        primary.breakWith(fault);
    }

    Logins logins() {
        return logins;
    }

    Login own() {
        return own;
    }

    FaultLink replicationLink() {
        return replication;
    }

    GoodCondition goodCondition(MariadbServer server) {
        return good.get(server);
    }

    /** Why a fault that makes no sense at the replica can't be had at this server. */
    Optional<String> onlyAtPrimary(MariadbServer server) {
        return server == primary
                ? Optional.empty()
                : Optional.of("it is of the primary only: './rsvp break %s …'".formatted(PRIMARY));
    }

    /** Waits until the server has opened or closed its port. */
    void awaitListening(MariadbServer server, boolean listens) {
        watch.awaitListening(server.directPort(), listens);
    }

    List<Fault> faultsOf(MariadbServer server) {
        return new MariadbFaults(this, server).all();
    }

    /** Brings both servers back into their good condition, whatever happened to them. */
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
        server.instance().thaw();
        server.instance().addressSpace().ifPresent(AddressSpace::free);
        if (server.instance().home().walDiskIsFilled()) {
            server.instance().kill(); // it would look for space again only after a minute
        }
        server.instance().home().removeFillers();
    }

    private void create() {
        replication.set(new Wire.Pass());
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
        follow("");
    }

    private String passwords() {
        return logins.all().stream()
                        .map(login -> MariadbSql.setPassword(login, MariadbSql.CLIENT_HOST))
                        .collect(Collectors.joining())
                + MariadbSql.setPassword(own, MariadbSql.OWN_HOST);
    }

    /** Makes the replica anew as a copy of the primary, which is stopped for a moment. */
    void rebuildReplica() {
        String position = primary.value("SELECT @@gtid_current_pos");
        replica.instance().kill();
        primary.instance().stop();
        replica.instance().copyFrom(primary.dataDirectory(), primary.instance().home().walDisk());
        replica.writeSettings("");
        primary.instance().launch();
        replica.instance().launch();
        primary.instance().awaitReady();
        replica.instance().awaitReady();
        follow(position);
    }

    private void follow(String position) {
        Replica.follow(replica.maintenance(), replication.port(), logins.replication(), position);
        if (!replicates()) {
            throw new SandboxException(
                    "%s does not replicate from %s: %s"
                            .formatted(REPLICA, PRIMARY, replica.replicaStatus()));
        }
    }

    /** Whether the replica has all of the primary and commits wait for it, within a few seconds. */
    public boolean replicates() {
        return Deadline.in(REPLICATING).met(() -> stoppedWithError() || replicatesNow())
                && !stoppedWithError();
    }

    private boolean stoppedWithError() {
        Map<String, String> status = replica.replicaStatus();
        return !"Yes".equals(status.get("Slave_SQL_Running"))
                && !"0".equals(status.getOrDefault("Last_SQL_Errno", "0"));
    }

    private boolean replicatesNow() {
        return Replica.runs(replica.replicaStatus())
                && primary.rows("SHOW STATUS LIKE 'rpl_semi_sync_master_clients'")
                        .getFirst()
                        .getLast()
                        .equals("1")
                && primary.rows("SHOW STATUS LIKE 'rpl_semi_sync_master_status'")
                        .getFirst()
                        .getLast()
                        .equals("ON")
                && replica.value("SELECT @@gtid_slave_pos")
                        .equals(primary.value("SELECT @@gtid_binlog_pos"));
    }
}
