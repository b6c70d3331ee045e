package org.rsvpplatform.database.failover;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;
import org.rsvpplatform.kit.act.command.RunFailed;
import org.rsvpplatform.kit.observe.probe.Session;
import org.rsvpplatform.kit.time.Deadline;
import org.rsvpplatform.kit.time.Ticker;

/**
 * What an administrator was answered, kept for a while: asking takes a login.
 *
 * @param <S> a session of the kind of server
 * @param <T> the answer
 */
public final class KeptAnswer<S extends Session, T> {
    private static final Duration KEPT = Duration.ofSeconds(30);
    private static final Duration KEPT_WHEN_NOT_WELL = Duration.ofSeconds(1);
    static final Duration WITHIN = Duration.ofSeconds(2);

    private final Predicate<T> well;
    private final Ticker ticker;
    private Answer<T> known;
    private Deadline knownUntil;

    /**
     * One of the two.
     *
     * @param <T> what was found
     * @param problem why nothing could be asked
     */
    public record Answer<T>(Optional<String> problem, Optional<T> found) {}

    /**
     * @param well whether nothing is to be mended: another answer is asked for again soon
     */
    public KeptAnswer(Predicate<T> well, Ticker ticker) {
        this.well = well;
        this.ticker = ticker;
    }

    /** The answer of a server's administrator, always the same one's. */
    public synchronized Answer<T> of(Member<S, ?> member, Administrator.Act<S, T> asking)
            throws InterruptedException {
        if (known == null || knownUntil.passed()) {
            known = asked(member, asking);
            knownUntil =
                    Deadline.in(
                            known.found().filter(well).isPresent() ? KEPT : KEPT_WHEN_NOT_WELL,
                            ticker);
        }
        return known;
    }

    private Answer<T> asked(Member<S, ?> member, Administrator.Act<S, T> asking)
            throws InterruptedException {
        try {
            return new Answer<>(Optional.empty(), Optional.of(now(member, asking)));
        } catch (RunFailed e) {
            return new Answer<>(Optional.of(e.getMessage()), Optional.empty());
        }
    }

    /**
     * The same, asked now.
     *
     * @throws RunFailed it can't be asked
     */
    static <S extends Session, T> T now(Member<S, ?> member, Administrator.Act<S, T> asking)
            throws RunFailed, InterruptedException {
        return member.asAdministrator(WITHIN, asking);
    }
}
