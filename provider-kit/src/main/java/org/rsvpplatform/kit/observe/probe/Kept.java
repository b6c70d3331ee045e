package org.rsvpplatform.kit.observe.probe;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.rsvpplatform.kit.time.Ticker;

/** The one session of a provider that stays open between two probes, if any. */
final class Kept<C extends Session> {
    private final String provider;
    private final Keeping<C> keeping;
    private final Ticker ticker;
    private Login<C> waiting;
    private boolean ended;

    /**
     * A session, and the login that it comes from.
     *
     * @param layers what the layers of opening answered then
     */
    record Login<C extends Session>(C session, long atNanos, List<CheckResult> layers) {}

    Kept(String provider, Keeping<C> keeping, Ticker ticker) {
        this.provider = provider;
        this.keeping = keeping;
        this.ticker = ticker;
    }

    /** The session that the last probe left; empty when there is none, or its time is over. */
    synchronized Optional<Login<C>> take() {
        Login<C> left = waiting;
        waiting = null;
        if (left == null) {
            return Optional.empty();
        }
        if (age(left).compareTo(keeping.most()) >= 0) {
            closeBeside(left.session());
            return Optional.empty();
        }
        return Optional.of(
                new Login<>(keeping.again().apply(left.session()), left.atNanos(), left.layers()));
    }

    Duration age(Login<C> login) {
        return Duration.ofNanos(ticker.nanos() - login.atNanos());
    }

    Keeping.Fate fate(Login<C> login) {
        return keeping.fate().apply(login.session());
    }

    /** Takes a session in after a probe that went well; closes it where it may not stay. */
    synchronized void leave(Login<C> login) {
        boolean stays = !ended && !keeping.most().isZero() && fate(login) == Keeping.Fate.STAYS;
        if (stays) {
            waiting = login;
        } else {
            closeBeside(login.session());
        }
    }

    /** Closes what is kept; the next probe logs in. */
    synchronized void drop() {
        if (waiting != null) {
            closeBeside(waiting.session());
            waiting = null;
        }
    }

    /** Keeps nothing any more. */
    synchronized void end() {
        ended = true;
        drop();
    }

    /** A frozen server must not hold the probe up in its goodbye. */
    void closeBeside(C session) {
        Thread.ofVirtual().name("close " + provider).start(session::close);
    }
}
