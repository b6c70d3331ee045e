package org.rsvpplatform.database.failover;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.rsvpplatform.database.connection.Endpoint;
import org.rsvpplatform.database.heartbeat.Beat;
import org.rsvpplatform.database.heartbeat.Heartbeat;
import org.rsvpplatform.database.heartbeat.PeakRate;
import org.rsvpplatform.kit.act.command.RunFailed;
import org.rsvpplatform.kit.act.failover.Fence;
import org.rsvpplatform.kit.act.failover.HookFence;
import org.rsvpplatform.kit.act.failover.HookedAct;
import org.rsvpplatform.kit.act.failover.Patience;
import org.rsvpplatform.kit.act.failover.Promotion;
import org.rsvpplatform.kit.act.failover.Succession;
import org.rsvpplatform.kit.observe.domain.GroupSettings.Hook;
import org.rsvpplatform.kit.observe.probe.LayerFailure;
import org.rsvpplatform.kit.observe.probe.Session;
import org.rsvpplatform.kit.observe.provider.Provider;
import org.rsvpplatform.kit.time.Deadline;
import org.rsvpplatform.kit.time.Ticker;

/**
 * One server of a pair, as a failover needs it.
 *
 * @param <S> a session of its kind
 * @param <F> what it answers to a heartbeat
 * @param administrator may promote it, fence it and end it
 * @param heartbeat asks it twice a second; empty without an observer
 * @param rate at which its log grows
 * @param rights of its administrator
 * @param port closed when it has ended
 */
public record Member<S extends Session, F extends Stance>(
        String name,
        Endpoint endpoint,
        Administrator<S> administrator,
        Optional<Heartbeat<S, F>> heartbeat,
        PeakRate rate,
        PromotionRights<S> rights,
        ServerPort port,
        Ticker ticker) {
    private static final Duration FIRST_ANSWER = Duration.ofMillis(400);

    /** How it stood when it was last asked. */
    public Optional<Beat<F>> last() {
        return heartbeat.flatMap(Heartbeat::last);
    }

    /** The same, of one that is asked now where it never was; empty when that is not answered. */
    public Optional<F> known() throws InterruptedException {
        return known(FIRST_ANSWER);
    }

    /**
     * The same, of one that everything waits for: it was appointed a moment ago, say, and its
     * session begins just now, with those of all programs.
     */
    public Optional<F> awaited() throws InterruptedException {
        return known(Heartbeat.LOGIN);
    }

    private Optional<F> known(Duration within) throws InterruptedException {
        Optional<F> known = last().map(Beat::facts);
        return known.isPresent() ? known : now(within);
    }

    /** How it stood when it was last asked, while it is heard. */
    public Optional<Beat<F>> present() {
        return heartbeat.flatMap(Heartbeat::present);
    }

    /** How it stands now; empty when it does not answer in that time. */
    public Optional<F> now(Duration within) throws InterruptedException {
        return heartbeat.isEmpty()
                ? Optional.empty()
                : heartbeat.get().now(Deadline.in(within, ticker)).map(Beat::facts);
    }

    /**
     * How it stands now.
     *
     * @throws RunFailed it does not answer in that time
     */
    public F answering(Duration within) throws RunFailed, InterruptedException {
        return now(within).orElseThrow(() -> new RunFailed(name + " does not answer"));
    }

    /**
     * Asks through the session that is open already, where its login may ask that; as the
     * administrator otherwise. A server that has just started takes longer for a login than for all
     * else.
     *
     * @param within the question, and a login where that is needed
     * @throws RunFailed neither is answered
     */
    public <T> T asked(Duration within, Administrator.Act<S, T> question)
            throws RunFailed, InterruptedException {
        Deadline glance = Deadline.in(FIRST_ANSWER, ticker);
        Optional<T> answer =
                heartbeat.isEmpty()
                        ? Optional.empty()
                        : heartbeat.get().through(session -> question.by(session, glance), glance);
        return answer.isPresent() ? answer.get() : asAdministrator(within, question);
    }

    /**
     * Acts as the administrator.
     *
     * @param within the act, and a login where that is needed
     * @throws RunFailed there is none, or the server says no
     */
    public <T> T asAdministrator(Duration within, Administrator.Act<S, T> act)
            throws RunFailed, InterruptedException {
        return by(administrator::act, within, act);
    }

    /**
     * The same, where what a login is answered now is the question.
     *
     * @throws RunFailed there is none, or the server says no
     */
    public <T> T asAdministratorAnew(Duration within, Administrator.Act<S, T> act)
            throws RunFailed, InterruptedException {
        return by(administrator::actAnew, within, act);
    }

    /** How an administrator acts. */
    private interface Way<S extends Session, T> {
        T act(Administrator.Act<S, T> act, Deadline deadline)
                throws LayerFailure, ExecutionException, TimeoutException, InterruptedException;
    }

    private <T> T by(Way<S, T> way, Duration within, Administrator.Act<S, T> act)
            throws RunFailed, InterruptedException {
        if (administrator.login().isEmpty()) {
            throw new RunFailed("%s has no administrator configured".formatted(name));
        }
        try {
            return way.act(act, Deadline.in(within, ticker));
        } catch (LayerFailure e) {
            throw new RunFailed("%s: %s".formatted(name, e.getMessage()));
        } catch (ExecutionException e) {
            throw new RunFailed("%s: %s".formatted(name, e.getCause().getMessage()));
        } catch (TimeoutException e) {
            throw new RunFailed(
                    "%s gave no answer within %d ms".formatted(name, within.toMillis()));
        }
    }

    /** Whether it takes writes already, for a promotion that was not seen to its end. */
    public Promotion.Reached reached(Duration within) throws InterruptedException {
        return now(within)
                .map(
                        stance ->
                                stance.takesWrites()
                                        ? Promotion.Reached.DONE
                                        : Promotion.Reached.NOT_YET)
                .orElse(Promotion.Reached.UNKNOWN);
    }

    /** The fence that a hook raises around it. */
    public Fence fencedBy(Hook hook, Succession succession) {
        return new WitnessedFence(
                new HookFence(hooked(hook, "fence", succession, succession.from())), this);
    }

    /** The promotion that a hook carries out here. */
    PromotionHook promotedBy(Hook hook, Succession succession) {
        return new PromotionHook(hooked(hook, "promote", succession, succession.to()), this);
    }

    private HookedAct hooked(Hook hook, String act, Succession succession, Provider provider) {
        return new HookedAct(
                hook,
                act,
                succession,
                provider,
                Map.of("host", endpoint.host(), "port", Integer.toString(endpoint.port())));
    }

    /**
     * How long taking its place may take.
     *
     * @param guards what they wait for a server's answers
     * @param promotion until the other one takes writes
     */
    public Patience patience(Duration guards, Duration promotion) {
        return new Patience(
                heartbeat.map(_ -> Duration.ZERO),
                heartbeat.map(_ -> Heartbeat.SILENCE),
                guards.plus(KeptAnswer.WITHIN),
                Duration.ZERO,
                true,
                promotion);
    }

    /** Where it is. */
    public String address() {
        return endpoint.address();
    }
}
