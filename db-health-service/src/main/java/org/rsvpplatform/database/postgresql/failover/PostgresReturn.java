package org.rsvpplatform.database.postgresql.failover;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.rsvpplatform.database.failover.FormerPrimary;
import org.rsvpplatform.database.failover.Member;
import org.rsvpplatform.database.failover.ReturnFence;
import org.rsvpplatform.database.heartbeat.Beat;
import org.rsvpplatform.database.postgresql.connection.PostgresSession;
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
 * A former primary is back.
 *
 * @param past the succession that made the other one the primary
 * @param fencing how it could be fenced while it was the primary
 * @param dataDirectory of the former one; empty when nobody knows
 */
public record PostgresReturn(
        Succession past,
        Fencing fencing,
        Member<PostgresSession, Standing> to,
        GroupSettings settings,
        Optional<String> dataDirectory)
        implements Return {
    private Member<PostgresSession, Standing> from() {
        return fencing.server();
    }

    @Override
    public Map<String, String> identities() {
        Map<String, String> identities = new TreeMap<>();
        identities.put("address " + from().name(), from().address());
        identities.put("address " + to.name(), to.address());
        to.last()
                .map(Beat::facts)
                .ifPresent(
                        standing ->
                                identities.put(
                                        "system " + past.group(), standing.systemIdentifier()));
        return identities;
    }

    @Override
    public List<Guard> guards() {
        return List.of(this::isOfThisSystem, this::canBeFenced);
    }

    private GuardReport isOfThisSystem() throws InterruptedException {
        String name = "both are of one system";
        Optional<String> former = from().known().map(Standing::systemIdentifier);
        Optional<String> active = to.awaited().map(Standing::systemIdentifier);
        if (former.isEmpty() || active.isEmpty()) {
            return GuardReport.blocks(
                    name,
                    "%s was not heard yet".formatted(former.isEmpty() ? from().name() : to.name()),
                    "./rsvp providers:test " + (former.isEmpty() ? from().name() : to.name()));
        }
        return former.equals(active)
                ? GuardReport.holds(name, "both have system identifier " + former.get())
                : GuardReport.blocks(
                        name,
                        "%s has system identifier %s, and %s has %s: another cluster"
                                .formatted(from().name(), former.get(), to.name(), active.get()),
                        "correct the address of " + from().name());
    }

    private GuardReport canBeFenced() {
        return common().canBeFenced(this::own);
    }

    private FormerPrimary<PostgresSession, Standing> common() {
        return new FormerPrimary<>(past, from(), to, settings);
    }

    private Fence own() {
        return new ReturnFence<>(from(), StopAsStandby.IN_ORDER);
    }

    @Override
    public Sighting look() throws RunFailed, InterruptedException {
        return new ReturnLook(common()).look();
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
    public Optional<String> barrier(String fence) throws InterruptedException {
        return FenceKind.mayStand(fence) ? fencing.barrier() : Optional.empty();
    }

    @Override
    public Proof fenced() {
        return common().fenced("is a standby");
    }

    @Override
    public Rejoin rejoin() {
        return new PostgresRejoin(common(), dataDirectory);
    }
}
