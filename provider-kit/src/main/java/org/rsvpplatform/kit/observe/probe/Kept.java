package org.rsvpplatform.kit.observe.probe;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.rsvpplatform.kit.time.Deadline;
import org.rsvpplatform.kit.time.Ticker;

/** The one session of a provider that stays open between two probes, if any. */
final class Kept<C extends Session> {
    /** Where something that decides over logins changes all the time, keeping costs more. */
    private static final int OUTDATED_IN_A_ROW = 3;

    private static final Duration PAUSE = Duration.ofMinutes(1);

    /** Intervals: a session whose time is up stays until the next probe has logged in. */
    private static final int TILL_RELIEVED = 2;

    private final String provider;
    private final Keeping<C> keeping;
    private final boolean useful;
    private final Duration stays;
    private final Ticker ticker;
    private final LeftOpen<Login<C>> left;
    private int outdated;
    private Deadline pause;

    /**
     * A session, and the login that it comes from.
     *
     * @param layers what the layers of opening answered then
     */
    record Login<C extends Session>(C session, long atNanos, List<CheckResult> layers) {}

    /**
     * @param interval time between two probes: a session that would not see the next is not kept
     */
    Kept(String provider, Keeping<C> keeping, Duration interval, Ticker ticker) {
        this.provider = provider;
        this.keeping = keeping;
        this.useful = keeping.most().compareTo(interval) > 0;
        this.stays = keeping.most().plus(interval.multipliedBy(TILL_RELIEVED));
        this.ticker = ticker;
        this.left = new LeftOpen<>(login -> closeBeside(login.session()));
        this.pause = Deadline.in(Duration.ZERO, ticker);
    }

    /** The session that the last probe left; empty when there is none. */
    Optional<Login<C>> take() {
        return left.take()
                .map(
                        login ->
                                new Login<>(
                                        keeping.again().apply(login.session()),
                                        login.atNanos(),
                                        login.layers()));
    }

    /** Whether a probe may ask through it; else one logs in, and it is closed after that. */
    boolean serves(Login<C> login) {
        return age(login).compareTo(keeping.most()) < 0;
    }

    Duration age(Login<C> login) {
        return Duration.ofNanos(ticker.nanos() - login.atNanos());
    }

    Keeping.Fate fate(Login<C> login) {
        return keeping.fate().apply(login.session());
    }

    void probed(C session) {
        keeping.probed().accept(session);
    }

    /** Takes a session in after a probe that went well; closes it where it may not stay. */
    void leave(Login<C> login) {
        if (useful && pause.passed() && fate(login) == Keeping.Fate.STAYS) {
            left.leave(login, Deadline.in(stays.minus(age(login)), ticker));
        } else {
            closeBeside(login.session());
        }
    }

    /** All was well through a session of an earlier probe. */
    void served() {
        outdated = 0;
    }

    /** A session of an earlier probe could not tell how the provider is. */
    void outdated() {
        if (++outdated >= OUTDATED_IN_A_ROW) {
            outdated = 0;
            pause = Deadline.in(PAUSE, ticker);
        }
    }

    /** Keeps nothing any more. */
    void end() {
        left.end();
    }

    /** A frozen server must not hold the probe up in its goodbye. */
    void closeBeside(C session) {
        Thread.ofVirtual().name("close " + provider).start(session::close);
    }
}
