package org.rsvpplatform.database.connection;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.rsvpplatform.kit.observe.probe.Keeping;
import org.rsvpplatform.kit.observe.probe.LayerFailure;

/**
 * The sessions of a provider's probes, one after the other: which of them may serve the next probe,
 * and what the server said through them. The observer's session stays by the same rules.
 *
 * @param <S> a session of the kind of server
 * @param <V> what the server says of itself
 */
public final class ProbeSessions<S extends SurveyedSession<S, V>, V> {
    private final Duration keepSession;
    private final Observer<S> observer;
    private final Rules<V> rules;
    private final Consumer<V> told;
    private volatile S last;
    private volatile V known;

    /** Until the server has said how full it is, it counts as roomy: it was let in before. */
    private volatile boolean room = true;

    /**
     * When a session may stay.
     *
     * @param roomy whether the server has connections to spare
     * @param keepable whether it also lets us see what would make the session outdated
     * @param ending whether it is told to stop, and then waits for us
     */
    public record Rules<V>(Predicate<V> roomy, Predicate<V> keepable, BooleanSupplier ending) {}

    /**
     * @param told hears at the end of each probe what the server said in it
     */
    public ProbeSessions(
            Duration keepSession, Observer<S> observer, Rules<V> rules, Consumer<V> told) {
        this.keepSession = keepSession;
        this.observer = observer;
        this.rules = rules;
        this.told = told;
    }

    /** Opens the next one. */
    public S open(Observer.ProbeLogin<S> login)
            throws LayerFailure, TimeoutException, InterruptedException {
        S session = observer.unlessRefused(login);
        last = last == null ? session : session.after(last);
        return last;
    }

    /** How one outlives its probe. */
    public Keeping<S> keeping() {
        return new Keeping<>(keepSession, this::fate, this::probed, this::again);
    }

    private Keeping.Fate fate(S session) {
        return Keeping.Fate.of(
                session.outdated() || rules.ending().getAsBoolean(),
                session.surveyed().filter(rules.roomy().and(rules.keepable())).isPresent());
    }

    private void probed(S session) {
        observer.mayStay(fate(session) == Keeping.Fate.STAYS);
        session.surveyed()
                .ifPresent(
                        survey -> {
                            known = survey;
                            room = rules.roomy().test(survey) && !rules.ending().getAsBoolean();
                            told.accept(survey);
                        });
    }

    private S again(S earlier) {
        last = earlier.again();
        return last;
    }

    /** The one of the present probe, or of the last one that was let in. */
    public Optional<S> last() {
        return Optional.ofNullable(last);
    }

    /** What the server said of itself last, however long ago. */
    public Optional<V> known() {
        return last().flatMap(S::surveyed).or(() -> Optional.ofNullable(known));
    }

    /** Whether the server has room for one more session of ours, and would let it in. */
    public boolean oneMore() {
        return room && observer.isWelcome();
    }
}
