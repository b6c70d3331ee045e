package org.rsvpplatform.database.mysql.check;

import org.rsvpplatform.database.mysql.connection.MysqlSession;
import org.rsvpplatform.kit.observe.probe.Check;
import org.rsvpplatform.kit.observe.probe.Outcome;
import org.rsvpplatform.kit.observe.provider.Layer;
import org.rsvpplatform.kit.time.Deadline;
import org.rsvpplatform.kit.time.Ticker;

/** Asks the smallest question there is, and how long a round trip takes. */
public final class ReadCheck implements Check<MysqlSession> {
    private final Ticker ticker;

    public ReadCheck(Ticker ticker) {
        this.ticker = ticker;
    }

    @Override
    public Layer layer() {
        return Layer.OPERATION;
    }

    @Override
    public Outcome ask(MysqlSession session, Deadline deadline) throws Exception {
        long begin = ticker.nanos();
        session.row("SELECT 1", deadline);
        return Outcome.passed("SELECT 1 in %.1f ms".formatted((ticker.nanos() - begin) / 1e6));
    }
}
