package org.rsvpplatform.database.mysql.check;

import java.time.Duration;
import java.util.function.Consumer;
import org.rsvpplatform.database.mysql.connection.MysqlSession;
import org.rsvpplatform.kit.observe.probe.Check;
import org.rsvpplatform.kit.observe.probe.Outcome;
import org.rsvpplatform.kit.observe.provider.Layer;
import org.rsvpplatform.kit.time.Deadline;
import org.rsvpplatform.kit.time.Ticker;

/** Asks the smallest question there is, and how long a round trip takes. */
public final class ReadCheck implements Check<MysqlSession> {
    private final Ticker ticker;
    private final Consumer<Duration> answered;

    /**
     * @param answered hears how long each answer took
     */
    public ReadCheck(Ticker ticker, Consumer<Duration> answered) {
        this.ticker = ticker;
        this.answered = answered;
    }

    @Override
    public Layer layer() {
        return Layer.OPERATION;
    }

    @Override
    public Outcome ask(MysqlSession session, Deadline deadline) throws Exception {
        long begin = ticker.nanos();
        session.row("SELECT 1", deadline);
        Duration took = Duration.ofNanos(ticker.nanos() - begin);
        answered.accept(took);
        return Outcome.passed("SELECT 1 in %.1f ms".formatted(took.toNanos() / 1e6));
    }
}
