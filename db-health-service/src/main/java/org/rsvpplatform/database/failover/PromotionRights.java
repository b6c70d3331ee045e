package org.rsvpplatform.database.failover;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.rsvpplatform.kit.act.command.GuardReport;
import org.rsvpplatform.kit.act.command.RunFailed;
import org.rsvpplatform.kit.act.failover.Succession;
import org.rsvpplatform.kit.observe.probe.Session;
import org.rsvpplatform.kit.time.Deadline;
import org.rsvpplatform.kit.time.Ticker;

/**
 * What a standby's administrator may do and sees: found out beforehand, and kept for a while, since
 * it takes a login.
 *
 * @param <S> a session of the kind of server
 */
public final class PromotionRights<S extends Session> {
    private static final String RIGHTS = "administrator may promote";
    private static final String STORE = "store is not older than the data";
    private static final Duration KEPT = Duration.ofSeconds(30);
    private static final Duration KEPT_WHEN_MISSING = Duration.ofSeconds(1);
    private static final Duration WITHIN = Duration.ofSeconds(1);

    private final Asking<S> asking;
    private final Ticker ticker;
    private Answer known;
    private Deadline knownUntil;

    /**
     * Asks a kind of server.
     *
     * @param <S> through such a session
     */
    public interface Asking<S> {
        Found ask(S session, String group, Deadline deadline)
                throws ExecutionException, TimeoutException, InterruptedException;
    }

    /**
     * What was found.
     *
     * @param missing rights that a promotion takes and the administrator lacks
     * @param epoch the newest one of the group that the data has seen; 0 for none
     */
    public record Found(List<String> missing, long epoch) {}

    /**
     * @param problem why nothing could be asked; null when it could
     */
    private record Answer(String problem, Found found) {
        boolean well() {
            return problem == null && found.missing().isEmpty();
        }
    }

    public PromotionRights(Asking<S> asking, Ticker ticker) {
        this.asking = asking;
        this.ticker = ticker;
    }

    /** The rights as a guard. */
    public GuardReport rights(Member<S, ?> member, String group) throws InterruptedException {
        Answer answer = answer(member, group);
        String grants = "./rsvp providers:grants " + member.name();
        if (answer.problem() != null) {
            return GuardReport.blocks(RIGHTS, answer.problem(), grants);
        }
        return answer.well()
                ? GuardReport.holds(RIGHTS, "it has all rights that a promotion takes")
                : GuardReport.blocks(
                        RIGHTS, "it lacks " + String.join(", ", answer.found().missing()), grants);
    }

    /** A store that was lost, or is an older copy, must not act: the data knows better. */
    public GuardReport store(Member<S, ?> member, Succession succession)
            throws InterruptedException {
        Answer answer = answer(member, succession.group());
        if (answer.problem() != null) {
            return GuardReport.blocks(
                    STORE, answer.problem(), "./rsvp providers:test " + member.name());
        }
        long epoch = answer.found().epoch();
        String evidence =
                "the data holds epoch %d, the store %d".formatted(epoch, succession.epoch() - 1);
        return epoch < succession.epoch()
                ? GuardReport.holds(STORE, evidence)
                : GuardReport.blocks(
                        STORE,
                        evidence + ": the store is older",
                        "put the service's own store back, or take the newer epoch over by hand");
    }

    /**
     * The newest epoch that the data has seen, asked now.
     *
     * @throws RunFailed it can't be asked
     */
    public long epoch(Member<S, ?> member, String group) throws RunFailed, InterruptedException {
        return ask(member, group).epoch();
    }

    private synchronized Answer answer(Member<S, ?> member, String group)
            throws InterruptedException {
        if (known == null || knownUntil.passed()) {
            known = asked(member, group);
            knownUntil = Deadline.in(known.well() ? KEPT : KEPT_WHEN_MISSING, ticker);
        }
        return known;
    }

    private Answer asked(Member<S, ?> member, String group) throws InterruptedException {
        try {
            return new Answer(null, ask(member, group));
        } catch (RunFailed e) {
            return new Answer(e.getMessage(), new Found(List.of(), 0));
        }
    }

    private Found ask(Member<S, ?> member, String group) throws RunFailed, InterruptedException {
        return member.asAdministrator(
                WITHIN, session -> asking.ask(session, group, Deadline.in(WITHIN, ticker)));
    }
}
