package org.rsvpplatform.database.failover;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
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

    private final Asking<S> asking;
    private final KeptAnswer<S, Found> kept;

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
     * @param toPromote rights that a promotion by SQL takes and the administrator lacks
     * @param toWriteEpoch those that any takes
     * @param epoch the newest one of the group that the data has seen; 0 for none
     */
    public record Found(List<String> toPromote, List<String> toWriteEpoch, long epoch) {
        private List<String> missing(boolean bySql) {
            return Stream.concat(bySql ? toPromote.stream() : Stream.empty(), toWriteEpoch.stream())
                    .toList();
        }
    }

    public PromotionRights(Asking<S> asking, Ticker ticker) {
        this.asking = asking;
        this.kept = new KeptAnswer<>(found -> found.missing(true).isEmpty(), ticker);
    }

    /**
     * The rights as a guard.
     *
     * @param hook promotes in the administrator's place, who then only has to write the epoch
     */
    public GuardReport rights(Member<S, ?> member, String group, Optional<String> hook)
            throws InterruptedException {
        KeptAnswer.Answer<Found> answer = answer(member, group);
        String grants = "./rsvp providers:grants " + member.name();
        if (answer.problem().isPresent()) {
            return GuardReport.blocks(
                    RIGHTS,
                    answer.problem().get(),
                    "./rsvp providers:test %s; where it is well, %s"
                            .formatted(member.name(), grants));
        }
        List<String> missing = answer.found().orElseThrow().missing(hook.isEmpty());
        return missing.isEmpty()
                ? GuardReport.holds(
                        RIGHTS,
                        hook.map(
                                        "%s promotes it, and the administrator may write the epoch"
                                                ::formatted)
                                .orElse("it has all rights that a promotion takes"))
                : GuardReport.blocks(RIGHTS, "it lacks " + String.join(", ", missing), grants);
    }

    /** A store that was lost, or is an older copy, must not act: the data knows better. */
    public GuardReport store(Member<S, ?> member, Succession succession)
            throws InterruptedException {
        KeptAnswer.Answer<Found> answer = answer(member, succession.group());
        if (answer.problem().isPresent()) {
            return GuardReport.blocks(
                    STORE, answer.problem().get(), "./rsvp providers:test " + member.name());
        }
        long epoch = answer.found().orElseThrow().epoch();
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
        return KeptAnswer.now(member, asking(group)).epoch();
    }

    private KeptAnswer.Answer<Found> answer(Member<S, ?> member, String group)
            throws InterruptedException {
        return kept.of(member, asking(group));
    }

    private Administrator.Act<S, Found> asking(String group) {
        return (session, deadline) -> asking.ask(session, group, deadline);
    }
}
