package org.rsvpplatform.database.capacity;

import java.time.Duration;
import java.util.Optional;
import org.rsvpplatform.kit.observe.probe.Check;
import org.rsvpplatform.kit.observe.probe.Outcome;
import org.rsvpplatform.kit.observe.probe.Session;
import org.rsvpplatform.kit.observe.provider.Layer;
import org.rsvpplatform.kit.time.Deadline;

/** Asks one question now and then, of what the server shows to the observer. */
public final class CapacityCheck<S extends Session, P> implements Check<S> {
    private final Look<P> look;
    private final Duration every;
    private final Judgement<P> judgement;

    /**
     * @param every how often; all that share a look have the same
     */
    public CapacityCheck(Look<P> look, Duration every, Judgement<P> judgement) {
        this.look = look;
        this.every = every;
        this.judgement = judgement;
    }

    @Override
    public Layer layer() {
        return Layer.CAPACITY;
    }

    @Override
    public Optional<Duration> every() {
        return Optional.of(every);
    }

    @Override
    public Outcome ask(S session, Deadline deadline) throws InterruptedException {
        return switch (look.see(session, deadline)) {
            case Seen.There<P> there -> judgement.judge(there.value());
            case Seen.Missing<P> missing -> Outcome.skipped(missing.why());
        };
    }
}
