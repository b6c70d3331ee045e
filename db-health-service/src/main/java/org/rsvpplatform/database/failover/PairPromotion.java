package org.rsvpplatform.database.failover;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.rsvpplatform.kit.act.command.RunFailed;
import org.rsvpplatform.kit.act.failover.Promotion;
import org.rsvpplatform.kit.act.failover.Succession;
import org.rsvpplatform.kit.observe.probe.Session;
import org.rsvpplatform.kit.time.Deadline;

/**
 * A standby is promoted by SQL, or a hook does it, as far as all kinds of servers have it in
 * common.
 *
 * @param <S> a session of its administrator
 */
public abstract class PairPromotion<S extends Session> implements Promotion {
    /** How long it may take by SQL. */
    protected static final Duration WITHIN = Duration.ofSeconds(30);

    /** How long a look at the standby may take. */
    protected static final Duration LOOK = Duration.ofSeconds(2);

    protected final Succession succession;
    protected final Member<S, ?> to;
    protected final Optional<PromotionHook> hook;

    /** A request is never taken back: what holds it up may end, and then it comes about. */
    private volatile boolean requested;

    /**
     * @param hook promotes in our place
     */
    protected PairPromotion(Succession succession, Member<S, ?> to, Optional<PromotionHook> hook) {
        this.succession = succession;
        this.to = to;
        this.hook = hook;
    }

    @Override
    public final void rehearse() throws RunFailed, InterruptedException {
        boolean standby = to.asAdministrator(LOOK, this::rehearsed);
        if (!standby) {
            throw new RunFailed(to.name() + " takes writes already");
        }
    }

    /**
     * Asks what a promotion asks.
     *
     * @return whether it is to be promoted still
     */
    protected boolean rehearsed(S session, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        return isStillStandby(session, deadline);
    }

    @Override
    public final String promote() throws RunFailed, InterruptedException {
        if (hook.isPresent() && to.asAdministrator(WITHIN, this::isStillStandby)) {
            request();
            hook.get().promote();
        }
        return to.asAdministrator(WITHIN, this::promoted);
    }

    /** From now on it may come about by itself. */
    protected final void request() {
        requested = true;
    }

    /**
     * Whether it is to be promoted still.
     *
     * @throws ExecutionException also when our store is the older one
     */
    protected final boolean isStillStandby(S session, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        return isStillStandby(found(session, deadline));
    }

    /** The same, of one that was asked how it stands. */
    protected final boolean isStillStandby(Found found) throws ExecutionException {
        if (found.newestEpoch() > succession.epoch()) {
            throw new ExecutionException(
                    new IllegalStateException(
                            "its data holds epoch %d: our store is older"
                                    .formatted(found.newestEpoch())));
        }
        return found.standby();
    }

    /**
     * How the standby stands.
     *
     * @param newestEpoch of the group, that its data has seen
     * @param standby whether it takes no writes
     */
    public record Found(long newestEpoch, boolean standby) {}

    protected abstract Found found(S session, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException;

    /**
     * Promotes it where it {@link #isStillStandby}, and does all that belongs to it.
     *
     * @return how that was seen
     */
    protected abstract String promoted(S session, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException;

    @Override
    public final Reached reached() throws InterruptedException {
        Reached seen = to.reached(LOOK);
        return requested && seen == Reached.NOT_YET ? Reached.UNKNOWN : seen;
    }
}
