package org.rsvpplatform.database.mysql.failover;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.rsvpplatform.database.failover.Member;
import org.rsvpplatform.database.heartbeat.Beat;
import org.rsvpplatform.database.mysql.connection.MysqlSession;
import org.rsvpplatform.kit.act.command.GuardReport;
import org.rsvpplatform.kit.act.command.RunFailed;
import org.rsvpplatform.kit.act.failover.Fence;
import org.rsvpplatform.kit.act.failover.Guard;
import org.rsvpplatform.kit.act.failover.HookFence;
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
 */
public record MysqlReturn(
        Succession past,
        Member<MysqlSession, Standing> from,
        Member<MysqlSession, Standing> to,
        GroupSettings settings,
        Optional<String> dataDirectory)
        implements Return {
    private static final Duration LOOK = Duration.ofMillis(400);

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

    private GuardReport isOfThisPair() {
        String name = "both are of one pair";
        Optional<Standing> former = from.last().map(Beat::facts);
        Optional<Standing> active = to.last().map(Beat::facts);
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
        String name = "it can be fenced";
        return settings.fencing().isPresent() || from.administrator().isPresent()
                ? GuardReport.holds(name, fence().name())
                : GuardReport.blocks(
                        name,
                        "%s has neither a hook nor an administrator".formatted(from.name()),
                        "configure failover.hook, or administrator");
    }

    @Override
    public Sighting look() throws RunFailed, InterruptedException {
        return new ReturnLook(past, from, to).look();
    }

    @Override
    public Fence fence() {
        return settings.fencing()
                .<Fence>map(
                        hook ->
                                new HookFence(
                                        hook,
                                        past,
                                        Map.of(
                                                "host",
                                                from.endpoint().host(),
                                                "port",
                                                Integer.toString(from.endpoint().port()))))
                .orElseGet(() -> new ReturnFence(from));
    }

    @Override
    public Proof fenced() {
        return () -> {
            Optional<Standing> now = from.now(LOOK);
            if (now.isPresent() && now.get().takesWrites()) {
                throw new RunFailed(from.name() + " takes writes again");
            }
            return "%s %s"
                    .formatted(from.name(), now.isPresent() ? "is read-only" : "does not answer");
        };
    }

    @Override
    public Rejoin rejoin() {
        return new MysqlRejoin(past, from, to, dataDirectory);
    }
}
