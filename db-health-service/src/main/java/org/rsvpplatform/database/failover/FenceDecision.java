package org.rsvpplatform.database.failover;

import java.util.Optional;
import org.rsvpplatform.database.connection.Endpoint;
import org.rsvpplatform.kit.act.command.GuardReport;
import org.rsvpplatform.kit.act.failover.Fence;
import org.rsvpplatform.kit.act.failover.Succession;
import org.rsvpplatform.kit.act.failover.Verb;
import org.rsvpplatform.kit.observe.domain.GroupSettings;

/**
 * What keeps a primary from taking writes that another one follows: a fence by SQL where it can be
 * expected to let its administrator in, else a hook, else that each of its commits waits for the
 * standby.
 */
public final class FenceDecision {
    /** The guard. */
    public static final String GUARD = "the active one is fenced first";

    private static final String HOOK = "hook";
    private static final String WAITING = "waiting";
    private static final String OR_WAITING = " or waiting";

    private final Succession succession;
    private final Member<?, ?> from;
    private final GroupSettings settings;
    private final LastWord word;
    private final String cause;
    private final Fences fences;
    private Fence fence;

    /** What a kind of server brings. */
    public interface Fences {
        /** The best one by SQL that its administrator may raise. */
        FenceChoice bySql() throws InterruptedException;

        /** One by SQL, by its word, whatever its administrator may do; empty for no such word. */
        Optional<Fence> bySql(String word);

        /** Whether every commit that it could still acknowledge needs the standby, as a guard. */
        GuardReport eachCommitWaits() throws InterruptedException;

        /** That, as a fence: it does nothing. */
        Fence waiting();
    }

    /**
     * @param from the primary
     * @param cause why it is DOWN; {@code unknown} when nobody knows, or it is not
     */
    public FenceDecision(
            Succession succession,
            Member<?, ?> from,
            GroupSettings settings,
            String cause,
            Fences fences) {
        this.succession = succession;
        this.from = from;
        this.settings = settings;
        this.cause = cause;
        this.word = LastWord.of(cause);
        this.fences = fences;
    }

    /** Whether there is a fence that holds, and which. */
    public GuardReport guard() throws InterruptedException {
        if (settings.fencing().isEmpty() && settings.requireHook()) {
            return GuardReport.blocks(
                    GUARD, "requireHook is set, and there is no hook", "configure failover.hook");
        }
        if (bySqlFirst() && fences.bySql() instanceof FenceChoice.Lacking lacking) {
            return withoutSql(lacking);
        }
        if (!bySqlFirst() && settings.fencing().isEmpty()) {
            return waiting();
        }
        return GuardReport.holds(GUARD, fence().name());
    }

    /** A hook does for everybody; waiting commits only where the primary is gone or stays so. */
    private GuardReport withoutSql(FenceChoice.Lacking lacking) throws InterruptedException {
        if (settings.fencing().isPresent()) {
            return GuardReport.holds(GUARD, hookOrWaiting().name());
        }
        if (succession.verb() == Verb.FAILOVER) {
            GuardReport otherwise = waiting();
            if (otherwise.holds()) {
                return otherwise;
            }
        }
        return GuardReport.blocks(
                GUARD, lacking.why(), "configure failover.hook, or: " + lacking.remedy());
    }

    private GuardReport waiting() throws InterruptedException {
        GuardReport waits = fences.eachCommitWaits();
        boolean silent = word == LastWord.NONE || from.endpoint().via() != Endpoint.Via.DIRECT;
        return waits.holds() && silent
                ? GuardReport.blocks(
                        GUARD,
                        "%s only does not answer (%s), which proves nothing, and there is no hook"
                                .formatted(from.name(), cause),
                        "configure failover.hook, or force it")
                : waits;
    }

    /** The one that was chosen first: what was raised is what has to be lifted. */
    public synchronized Fence fence() {
        if (fence == null) {
            fence = chosen();
        }
        return fence;
    }

    /**
     * A primary that answers is fenced by SQL where its administrator may: it then sends all that
     * it has.
     */
    private Fence chosen() {
        if (!bySqlFirst()) {
            return hookOrWaiting();
        }
        try {
            if (fences.bySql() instanceof FenceChoice.Chosen(String word, Fence best)) {
                return succession.verb() == Verb.FAILOVER && waiting().holds()
                        ? orWaiting(word, best)
                        : new Worded(word, best);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return hookOrWaiting();
    }

    private Fence orWaiting(String word, Fence best) {
        return new Worded(word + OR_WAITING, new Otherwise(best, still()));
    }

    /** The one that an earlier process chose, by its word; a word that is gone decides nothing. */
    public synchronized void stickTo(String word) {
        fence = found(word).orElse(null);
    }

    private Optional<Fence> found(String word) {
        if (word.equals(HOOK)) {
            return settings.fencing().map(_ -> hookOrWaiting());
        }
        if (word.equals(WAITING)) {
            return Optional.of(new Worded(WAITING, still()));
        }
        return word.endsWith(OR_WAITING)
                ? fences.bySql(word.substring(0, word.length() - OR_WAITING.length()))
                        .map(best -> orWaiting(word.replace(OR_WAITING, ""), best))
                : fences.bySql(word).map(best -> new Worded(word, best));
    }

    /** Whether the primary can be expected to let its administrator in. */
    private boolean bySqlFirst() {
        return switch (succession.verb()) {
            case SWITCHOVER -> true;
            case FAILOVER -> settings.fencing().isEmpty() && word == LastWord.ITS_OWN;
            case FORCE -> false;
        };
    }

    private Fence hookOrWaiting() {
        return settings.fencing()
                .<Fence>map(hook -> new Worded(HOOK, from.fencedBy(hook, succession)))
                .orElseGet(() -> new Worded(WAITING, still()));
    }

    /** Whoever forces it has agreed to what may be lost without a fence. */
    private Fence still() {
        return succession.verb() == Verb.FORCE
                ? fences.waiting()
                : new Checked(fences.waiting(), fences::eachCommitWaits);
    }
}
