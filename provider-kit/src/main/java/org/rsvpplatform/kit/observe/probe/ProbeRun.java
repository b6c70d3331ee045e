package org.rsvpplatform.kit.observe.probe;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rsvpplatform.kit.observe.provider.Provider;
import org.rsvpplatform.kit.time.Deadline;
import org.rsvpplatform.kit.time.Ticker;

/**
 * One probe: asks the checks that are due through the session that the last probe left; where there
 * is none, or it can't tell how the provider is, through a new one; all within one deadline.
 */
final class ProbeRun<C extends Session> {
    /** What a new login needs of a probe's time at least, when the kept session did not do. */
    private static final int SHARE_OF_LOGIN = 3;

    private final Provider provider;
    private final Backend<C> backend;
    private final Kept<C> kept;
    private final Clock clock;
    private final Ticker ticker;
    private final Deadline deadline;
    private final Duration allowed;
    private final Trace trace;
    private Pass<C> pass;

    ProbeRun(
            Provider provider,
            Backend<C> backend,
            Kept<C> kept,
            Duration allowed,
            boolean debug,
            Clock clock,
            Ticker ticker) {
        this.provider = provider;
        this.backend = backend;
        this.kept = kept;
        this.clock = clock;
        this.ticker = ticker;
        this.allowed = allowed;
        this.deadline = Deadline.in(allowed, ticker);
        this.trace = debug ? Trace.kept(ticker) : Trace.none();
    }

    /** What the checks answered that were asked in this probe. */
    Map<Check<?>, CheckResult> asked() {
        return pass.asked();
    }

    /** The check that did not come back at its deadline, or null. */
    Attempt<?> stuck() {
        return pass.stuck();
    }

    /** Which checks are due in this probe, and what those that are not said last. */
    interface Due {
        /** The earlier result that still stands, or null when the check is to be asked. */
        CheckResult standing(Check<?> check);
    }

    /**
     * Runs it.
     *
     * @param due the earlier result to keep where a check is not due yet, else null
     * @param anew whether it logs in, even if the last probe has left a session
     * @param leaves whether the next probe may have its session
     */
    ProbeReport run(Due due, Duration late, boolean anew, boolean leaves)
            throws InterruptedException {
        Instant at = clock.instant();
        long begin = ticker.nanos();
        Optional<Kept.Login<C>> left = kept.take();
        boolean stays = false;
        try {
            boolean serves = !anew && left.filter(kept::serves).isPresent();
            boolean told = serves && toldBy(left.get(), due);
            if (!told) {
                askAnew(left.isEmpty() ? allowed : deadline.remaining(), due, leaves);
            } else if (pass.well()) {
                kept.served();
                kept.leave(left.get());
                stays = true;
            }
        } finally {
            if (left.isPresent() && !stays) {
                // Not before the new login: a server out of memory would give it this one's.
                kept.closeBeside(left.get().session());
            }
        }
        long end = ticker.nanos();
        return new ProbeReport(
                provider,
                at,
                end,
                Duration.ofNanos(end - begin),
                late,
                List.copyOf(pass.results()),
                trace.lines());
    }

    /**
     * Asks through the session that the last probe left. What is bad may be that session's own
     * trouble, so it counts only when no time is left to ask anew: the second look then does.
     *
     * @return false when only a new login can tell how the provider is
     */
    private boolean toldBy(Kept.Login<C> login, Due due) throws InterruptedException {
        pass = pass(allowed);
        String since = "logged in %d s ago".formatted(kept.age(login).toSeconds());
        for (CheckResult then : login.layers()) {
            pass.add(new CheckResult(then.layer(), Outcome.passed(since), then.at(), then.took()));
        }
        try {
            boolean first = true;
            for (Check<C> check : backend.checks()) {
                pass.ask(login.session(), check, due);
                boolean outdated = first && kept.fate(login) == Keeping.Fate.OUTDATED;
                if (outdated) {
                    kept.outdated();
                }
                if ((outdated || !pass.well()) && timeForLogin()) {
                    return false;
                }
                first = false;
            }
            return true;
        } finally {
            kept.probed(login.session());
        }
    }

    private boolean timeForLogin() {
        return pass.stuck() == null
                && deadline.remaining().compareTo(allowed.dividedBy(SHARE_OF_LOGIN)) >= 0;
    }

    private void askAnew(Duration time, Due due, boolean leaves) throws InterruptedException {
        pass = pass(time);
        C session = pass.open(trace);
        if (session == null) {
            return;
        }
        Kept.Login<C> login =
                new Kept.Login<>(session, ticker.nanos(), List.copyOf(pass.results()));
        boolean stays = false;
        try {
            for (Check<C> check : backend.checks()) {
                pass.ask(session, check, due);
            }
            kept.probed(session);
            if (leaves && pass.well()) {
                kept.leave(login);
                stays = true;
            }
        } finally {
            if (!stays) {
                kept.closeBeside(session);
            }
        }
    }

    private Pass<C> pass(Duration time) {
        return new Pass<>(provider, backend, time, clock, ticker);
    }
}
