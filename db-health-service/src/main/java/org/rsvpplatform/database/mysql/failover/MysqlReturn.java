package org.rsvpplatform.database.mysql.failover;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.rsvpplatform.database.failover.FormerPrimary;
import org.rsvpplatform.database.failover.Member;
import org.rsvpplatform.database.failover.ReturnFence;
import org.rsvpplatform.database.heartbeat.Beat;
import org.rsvpplatform.database.mysql.connection.MysqlSession;
import org.rsvpplatform.kit.act.command.GuardReport;
import org.rsvpplatform.kit.act.command.RunFailed;
import org.rsvpplatform.kit.act.failover.Fence;
import org.rsvpplatform.kit.act.failover.Guard;
import org.rsvpplatform.kit.act.failover.Proof;
import org.rsvpplatform.kit.act.failover.Rejoin;
import org.rsvpplatform.kit.act.failover.Return;
import org.rsvpplatform.kit.act.failover.Sighting;
import org.rsvpplatform.kit.act.failover.Succession;
import org.rsvpplatform.kit.observe.domain.GroupSettings;

/**
 * A former MariaDB primary is back.
 *
 * @param past the succession that made the other one the primary
 * @param dataDirectory of the former one; empty when nobody knows
 * @param beats whether probes of its group write their row
 */
public record MysqlReturn(
        Succession past,
        Member<MysqlSession, Standing> from,
        Member<MysqlSession, Standing> to,
        GroupSettings settings,
        Optional<String> dataDirectory,
        boolean beats)
        implements Return {
    @Override
    public Map<String, String> identities() {
        Map<String, String> identities = new TreeMap<>();
        identities.put("address " + from.name(), from.address());
        identities.put("address " + to.name(), to.address());
        to.last()
                .map(Beat::facts)
                .ifPresent(
                        standing ->
                                identities.put(
                                        "server id " + to.name(),
                                        Long.toString(standing.serverId())));
        return identities;
    }

    @Override
    public List<Guard> guards() {
        return List.of(this::isOfThisPair, this::canBeFenced);
    }

    private GuardReport isOfThisPair() throws InterruptedException {
        String name = "both are of one pair";
        Optional<Standing> former = from.known();
        Optional<Standing> active = to.awaited();
        if (former.isEmpty() || active.isEmpty()) {
            String unheard = former.isEmpty() ? from.name() : to.name();
            return GuardReport.blocks(
                    name, unheard + " was not heard yet", "./rsvp providers:test " + unheard);
        }
        return former.get().written().sharesOriginWith(active.get().written())
                ? GuardReport.holds(name, "both have transactions of one GTID domain")
                : GuardReport.blocks(
                        name,
                        "%s and %s have no GTID domain in common".formatted(from.name(), to.name()),
                        "correct the address of " + from.name());
    }

    private GuardReport canBeFenced() {
        return common().canBeFenced(this::own);
    }

    private FormerPrimary<MysqlSession, Standing> common() {
        return new FormerPrimary<>(past, from, to, settings);
    }

    private Fence own() {
        return new ReturnFence<>(from, new StopAtOnce());
    }

    @Override
    public Sighting look() throws RunFailed, InterruptedException {
        return new ReturnLook(common(), beats).look();
    }

    @Override
    public Fence fence() {
        return common().fence(this::own);
    }

    @Override
    public boolean takesNone() throws InterruptedException {
        return common().takesNone();
    }

    @Override
    public Proof fenced() {
        return common().fenced("is read-only");
    }

    @Override
    public Rejoin rejoin() {
        return new MysqlRejoin(common(), dataDirectory);
    }
}
