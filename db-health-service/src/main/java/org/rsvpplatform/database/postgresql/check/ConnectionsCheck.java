package org.rsvpplatform.database.postgresql.check;

import org.rsvpplatform.database.capacity.NamedHolders;
import org.rsvpplatform.database.postgresql.connection.PostgresSession;
import org.rsvpplatform.database.postgresql.connection.Survey;
import org.rsvpplatform.kit.observe.cause.Signal;
import org.rsvpplatform.kit.observe.probe.Check;
import org.rsvpplatform.kit.observe.probe.Outcome;
import org.rsvpplatform.kit.observe.provider.Layer;
import org.rsvpplatform.kit.time.Deadline;

/**
 * Asks how many of the connections that ordinary users may have are taken, and when they get
 * scarce, by whom. Source: PostgreSQL's manual, 20.3 {@code max_connections}, {@code
 * superuser_reserved_connections}.
 */
public final class ConnectionsCheck implements Check<PostgresSession> {
    private final int warnPercent;
    private final NamedHolders holders;

    /**
     * @param holders who they are
     */
    public ConnectionsCheck(int warnPercent, NamedHolders holders) {
        this.warnPercent = warnPercent;
        this.holders = holders;
    }

    @Override
    public Layer layer() {
        return Layer.CAPACITY;
    }

    @Override
    public Outcome ask(PostgresSession session, Deadline deadline) throws Exception {
        Survey.Connections connections = session.survey(deadline).connections();
        String seen =
                "%d of %d connections are taken (%d %%)"
                        .formatted(connections.used(), connections.most(), connections.percent());
        return connections.percent() < warnPercent
                ? Outcome.passed(seen)
                : Outcome.degraded(
                        new Signal.Fact(
                                "few-connections-left",
                                seen
                                        + holders.described(
                                                session,
                                                connections.used(),
                                                connections.most(),
                                                deadline)));
    }
}
