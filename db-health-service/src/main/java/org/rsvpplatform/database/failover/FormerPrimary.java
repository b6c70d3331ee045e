package org.rsvpplatform.database.failover;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.rsvpplatform.kit.act.command.GuardReport;
import org.rsvpplatform.kit.act.command.RunFailed;
import org.rsvpplatform.kit.act.failover.Fence;
import org.rsvpplatform.kit.act.failover.Guard;
import org.rsvpplatform.kit.act.failover.Proof;
import org.rsvpplatform.kit.act.failover.Succession;
import org.rsvpplatform.kit.observe.domain.GroupSettings;
import org.rsvpplatform.kit.observe.probe.Session;

/**
 * A former primary that is back, as far as all kinds of servers have it in common.
 *
 * @param <S> a session of their kind
 * @param <F> what they answer to a heartbeat
 * @param past the succession that made the other one the primary
 */
public record FormerPrimary<S extends Session, F extends Stance>(
        Succession past, Member<S, F> from, Member<S, F> to, GroupSettings settings) {
    private static final Duration FENCED = Duration.ofMillis(400);
    private static final Duration LOOK = Duration.ofSeconds(1);

    /** A hook, or without one the kind's own. */
    public Fence fence(Supplier<Fence> own) {
        return settings.fencing().map(hook -> from.fencedBy(hook, past)).orElseGet(own);
    }

    /** Whether either of them can be raised. */
    public GuardReport canBeFenced(Supplier<Fence> own) {
        String name = "it can be fenced";
        Optional<FenceChoice.Lacking> hidden = from.port().hidden(from.name());
        if (settings.fencing().isEmpty() && hidden.isPresent()) {
            return GuardReport.blocks(name, hidden.get().why(), hidden.get().remedy());
        }
        return settings.fencing().isPresent() || from.administrator().login().isPresent()
                ? GuardReport.holds(name, fence(own).name())
                : GuardReport.blocks(
                        name,
                        "%s has neither a hook nor an administrator".formatted(from.name()),
                        "configure failover.hook, or administrator");
    }

    /**
     * A store that is older than the data must not act.
     *
     * @param seen the newest epoch that its data has seen
     */
    public void refuseWhenOlder(long seen) throws RunFailed {
        if (seen > past.epoch()) {
            throw new RunFailed(
                    "the data of %s holds epoch %d, the store %d: our store is older"
                            .formatted(from.name(), seen, past.epoch()));
        }
    }

    /** Whether it answers, and takes no writes. */
    public boolean takesNone() throws InterruptedException {
        return from.now(LOOK).filter(stance -> !stance.takesWrites()).isPresent();
    }

    /**
     * It takes no writes.
     *
     * @param fenced what one is that answers and takes none, such as {@code is a standby}
     */
    public Proof fenced(String fenced) {
        return () -> {
            Optional<F> now = from.now(FENCED);
            if (now.isPresent() && now.get().takesWrites()) {
                throw new RunFailed(from.name() + " takes writes again");
            }
            return "%s %s".formatted(from.name(), now.isPresent() ? fenced : "does not answer");
        };
    }

    /** What must hold for it to follow the present one. */
    public List<Guard> rejoinGuards(Proof follows) {
        return List.of(this::activeTakesWrites, () -> doesNotFollowYet(follows));
    }

    private GuardReport activeTakesWrites() throws InterruptedException {
        String name = "the active one takes writes";
        return to.now(LOOK).filter(Stance::takesWrites).isPresent()
                ? GuardReport.holds(name, to.name() + " takes writes")
                : GuardReport.blocks(
                        name,
                        to.name() + " does not answer, or takes none",
                        "./rsvp providers:test " + to.name());
    }

    private static GuardReport doesNotFollowYet(Proof follows) throws InterruptedException {
        String name = "it does not follow yet";
        try {
            return GuardReport.blocks(name, follows.look(), "nothing has to be done");
        } catch (RunFailed e) {
            return GuardReport.holds(name, e.getMessage());
        }
    }

    /** Where both are, for a hook. */
    public Map<String, String> addresses() {
        Map<String, String> addresses = new LinkedHashMap<>();
        addresses.put("host", from.endpoint().host());
        addresses.put("port", Integer.toString(from.endpoint().port()));
        addresses.put("activeHost", to.endpoint().host());
        addresses.put("activePort", Integer.toString(to.endpoint().port()));
        return addresses;
    }
}
