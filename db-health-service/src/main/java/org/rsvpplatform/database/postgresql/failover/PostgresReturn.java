package org.rsvpplatform.database.postgresql.failover;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.rsvpplatform.database.failover.Member;
import org.rsvpplatform.database.heartbeat.Beat;
import org.rsvpplatform.database.postgresql.connection.PostgresSession;
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
 * A former primary is back.
 *
 * @param past the succession that made the other one the primary
 * @param dataDirectory of the former one; empty when nobody knows
 */
public record PostgresReturn(
        Succession past,
        Member<PostgresSession, Standing> from,
        Member<PostgresSession, Standing> to,
        GroupSettings settings,
        Optional<String> dataDirectory)
        implements Return {
    private static final Duration LOOK = Duration.ofMillis(400);

    @Override
    public Map<String, String> identities() {
        Map<String, String> identities = new TreeMap<>();
        identities.put("address " + from.name(), from.address());
        identities.put("address " + to.name(), to.address());
        system(to).ifPresent(system -> identities.put("system " + past.group(), system));
        return identities;
    }

    @Override
    public List<Guard> guards() {
        return List.of(this::isOfThisSystem, this::canBeFenced);
    }

    private GuardReport isOfThisSystem() {
        String name = "both are of one system";
        Optional<String> former = system(from);
        Optional<String> active = system(to);
        if (former.isEmpty() || active.isEmpty()) {
            return GuardReport.blocks(
                    name,
                    "%s was not heard yet".formatted(former.isEmpty() ? from.name() : to.name()),
                    "./rsvp providers:test " + (former.isEmpty() ? from.name() : to.name()));
        }
        return former.equals(active)
                ? GuardReport.holds(name, "both have system identifier " + former.get())
                : GuardReport.blocks(
                        name,
                        "%s has system identifier %s, and %s has %s: another cluster"
                                .formatted(from.name(), former.get(), to.name(), active.get()),
                        "correct the address of " + from.name());
    }

    private static Optional<String> system(Member<PostgresSession, Standing> member) {
        return member.last().map(Beat::facts).map(Standing::systemIdentifier);
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
            if (now.isPresent() && !now.get().inRecovery()) {
                throw new RunFailed(from.name() + " takes writes again");
            }
            return "%s %s"
                    .formatted(from.name(), now.isPresent() ? "is a standby" : "does not answer");
        };
    }

    @Override
    public Rejoin rejoin() {
        return new PostgresRejoin(past, from, to, dataDirectory);
    }
}
