package org.rsvpplatform.database.postgresql.check;

import java.util.stream.Collectors;
import org.rsvpplatform.database.capacity.Activity;
import org.rsvpplatform.database.capacity.Seen;
import org.rsvpplatform.database.postgresql.capacity.CapacityLook;
import org.rsvpplatform.database.postgresql.capacity.Picture;
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
    private static final int MOST_NAMED = 6;
    private static final int CHANGED_SHARE = 20;

    private final int warnPercent;
    private final CapacityLook look;

    /**
     * @param look knows who they are, where there is an observer
     */
    public ConnectionsCheck(int warnPercent, CapacityLook look) {
        this.warnPercent = warnPercent;
        this.look = look;
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
                                seen + holders(connections, session, deadline)));
    }

    private String holders(
            Survey.Connections connections, PostgresSession session, Deadline deadline)
            throws InterruptedException {
        // Where few are left, the observer takes one only when something has changed.
        Seen<Activity> lately = look.lately(session, deadline);
        boolean changed =
                lately instanceof Seen.There<Activity>(Activity then)
                        && Math.abs(then.used() - connections.used())
                                > connections.most() / CHANGED_SHARE;
        Seen<Activity> activity =
                changed ? look.see(session, deadline).map(Picture::activity) : lately;
        return switch (activity) {
            case Seen.There<Activity> there ->
                    there.value().holders().stream()
                            .limit(MOST_NAMED)
                            .map(Activity.Holder::described)
                            .collect(Collectors.joining("; ", ": ", ""));
            case Seen.Missing<Activity> _ -> "";
        };
    }
}
