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
 * standby. Only who forces a failover goes without any.
 */
public final class FenceDecision {
    /** The guard. */
    public static final String GUARD = "the active one is fenced first";

    private static final String HOOK = "hook";
    private static final String WAITING = "waiting";
    private static final String OR_WAITING = " or waiting";

    private final Succession succession;
    private final Member<?, ?> from;
    private final Member<?, ?> to;
    private final GroupSettings settings;
    private final LastWord lastWord;
    private final String cause;
    private final Fences fences;
    private FenceChoice.Chosen chosen;

    /** What a kind of server brings. */
    public interface Fences {
        /** The best one by SQL that its administrator may raise. */
        FenceChoice bySql() throws InterruptedException;

        /** One by SQL, by its word, whatever its administrator may do; empty for no such word. */
        Optional<FenceChoice.Chosen> bySql(String word);

        /** Why it could still acknowledge commits without the standby; empty when it could none. */
        Optional<FenceChoice.Lacking> withoutStandby();

        /** Who may write all the same when it could none, as a clause. */
        String exempt() throws InterruptedException;

        /** What commits that wait for the standby leave open, as a fence's. */
        String waitingLeavesOpen();
    }

    /**
     * @param from the primary
     * @param to the standby that takes its place
     * @param cause why it is DOWN; {@code unknown} when nobody knows, or it is not
     */
    public FenceDecision(
            Succession succession,
            Member<?, ?> from,
            Member<?, ?> to,
            GroupSettings settings,
            String cause,
            Fences fences) {
        this.succession = succession;
        this.from = from;
        this.to = to;
        this.settings = settings;
        this.cause = cause;
        this.lastWord = LastWord.of(cause);
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

    /**
     * A hook does for everybody, and ends one that is well with all that it has not sent; waiting
     * commits only where the primary is gone or stays so.
     */
    private GuardReport withoutSql(FenceChoice.Lacking lacking) throws InterruptedException {
        if (settings.fencing().isPresent() && mayEndByHook()) {
            return GuardReport.holds(GUARD, hookOrWaiting().fence().name());
        }
        if (succession.verb() == Verb.FAILOVER) {
            GuardReport otherwise = waiting();
            if (otherwise.holds()) {
                return otherwise;
            }
        }
        return settings.fencing().isPresent()
                ? GuardReport.blocks(
                        GUARD,
                        lacking.why() + "; a hook would end it with what the standby lacks",
                        lacking.remedy())
                : GuardReport.blocks(
                        GUARD, lacking.why(), "configure failover.hook, or: " + lacking.remedy());
    }

    /** A switchover loses nothing: what a hook ends must have sent all that it acknowledged. */
    private boolean mayEndByHook() {
        return succession.verb() != Verb.SWITCHOVER || fences.withoutStandby().isEmpty();
    }

    private GuardReport waiting() throws InterruptedException {
        GuardReport waits = eachCommitWaits();
        boolean silent = lastWord == LastWord.NONE || from.endpoint().via() != Endpoint.Via.DIRECT;
        return waits.holds() && silent
                ? GuardReport.blocks(
                        GUARD,
                        "%s only does not answer (%s), which proves nothing, and there is no hook"
                                .formatted(from.name(), cause),
                        "configure failover.hook, or force it")
                : waits;
    }

    private GuardReport eachCommitWaits() throws InterruptedException {
        Optional<FenceChoice.Lacking> lacking = fences.withoutStandby();
        return lacking.isEmpty()
                ? GuardReport.holds(
                        GUARD,
                        "every commit that it could still acknowledge needs %s; %s"
                                .formatted(to.name(), fences.exempt()))
                : GuardReport.blocks(
                        GUARD,
                        "there is no hook, and " + lacking.get().why(),
                        "configure failover.hook, or " + lacking.get().remedy());
    }

    /** The one that was chosen first: what was raised is what has to be lifted. */
    public Fence fence() {
        return chosen().fence();
    }

    /** By which a later process finds that one again; see {@link #stickTo}. */
    public String word() {
        return chosen().word();
    }

    private synchronized FenceChoice.Chosen chosen() {
        if (chosen == null) {
            chosen = choose();
        }
        return chosen;
    }

    /**
     * A primary that answers is fenced by SQL where its administrator may: it then sends all that
     * it has.
     */
    private FenceChoice.Chosen choose() {
        if (!bySqlFirst()) {
            return hookOrWaiting();
        }
        try {
            if (fences.bySql() instanceof FenceChoice.Chosen best) {
                return mayFail() ? orWaiting(best) : best;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return hookOrWaiting();
    }

    /** Whether it is promoted past one whom the fence by SQL does not get hold of any more. */
    private boolean mayFail() throws InterruptedException {
        return switch (succession.verb()) {
            case SWITCHOVER -> false;
            case FAILOVER -> waiting().holds();
            case FORCE -> true;
        };
    }

    /** The one that an earlier process chose, by its word; a word that is gone decides nothing. */
    public synchronized void stickTo(String word) {
        chosen = found(word).orElse(null);
    }

    private Optional<FenceChoice.Chosen> found(String word) {
        if (word.equals(HOOK)) {
            return settings.fencing().map(this::byHook);
        }
        if (word.equals(WAITING)) {
            return Optional.of(byWaiting());
        }
        return word.endsWith(OR_WAITING)
                ? fences.bySql(word.substring(0, word.length() - OR_WAITING.length()))
                        .map(this::orWaiting)
                : fences.bySql(word);
    }

    /**
     * Whether the primary can be expected to let its administrator in. One that is forced past may
     * be well: it is tried.
     */
    private boolean bySqlFirst() {
        return switch (succession.verb()) {
            case SWITCHOVER -> true;
            case FAILOVER -> settings.fencing().isEmpty() && lastWord == LastWord.ITS_OWN;
            case FORCE -> settings.fencing().isEmpty();
        };
    }

    private FenceChoice.Chosen hookOrWaiting() {
        return settings.fencing()
                .filter(_ -> mayEndByHook())
                .map(this::byHook)
                .orElseGet(this::byWaiting);
    }

    private FenceChoice.Chosen byHook(GroupSettings.Hook hook) {
        return new FenceChoice.Chosen(HOOK, from.fencedBy(hook, succession));
    }

    private FenceChoice.Chosen byWaiting() {
        return new FenceChoice.Chosen(WAITING, waitingCommits());
    }

    private FenceChoice.Chosen orWaiting(FenceChoice.Chosen best) {
        return new FenceChoice.Chosen(
                best.word() + OR_WAITING, new Otherwise(best.fence(), waitingCommits()));
    }

    /** Whoever forces it agrees to what may be lost without a fence, and has to be told so. */
    private Fence waitingCommits() {
        Optional<FenceChoice.Lacking> lacking = fences.withoutStandby();
        return succession.verb() == Verb.FORCE && lacking.isPresent()
                ? new NoFence(from, lacking.get().why())
                : new WaitingFence(from, to, fences.waitingLeavesOpen(), this::eachCommitWaits);
    }
}
