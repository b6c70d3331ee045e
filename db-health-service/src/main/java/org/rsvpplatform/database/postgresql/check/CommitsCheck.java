package org.rsvpplatform.database.postgresql.check;

import java.util.Optional;
import java.util.function.Supplier;
import org.rsvpplatform.database.capacity.Activity;
import org.rsvpplatform.database.postgresql.connection.PostgresSession;
import org.rsvpplatform.database.postgresql.connection.Survey;
import org.rsvpplatform.database.postgresql.connection.Survey.Commits;
import org.rsvpplatform.kit.observe.cause.Signal;
import org.rsvpplatform.kit.observe.probe.Check;
import org.rsvpplatform.kit.observe.probe.Outcome;
import org.rsvpplatform.kit.observe.provider.Layer;
import org.rsvpplatform.kit.time.Deadline;

/**
 * Asks an active server whether its commits wait for a synchronous standby that is not there. It
 * reads that from the server's views; our own write never waits.
 */
public final class CommitsCheck implements Check<PostgresSession> {
    /** A healthy standby answers within milliseconds; one that is frozen still looks connected. */
    private static final double TOO_LONG_SECONDS = 2;

    private static final String WAITS = "IPC: SyncRep";

    private final ObserverLook observer;
    private final Supplier<Optional<Activity>> lastSeen;

    /**
     * @param observer asks with the observer's login, which sees the waits of other roles
     * @param lastSeen who was connected when the observer looked last: where one waited long, it is
     *     asked anew
     */
    public CommitsCheck(ObserverLook observer, Supplier<Optional<Activity>> lastSeen) {
        this.observer = observer;
        this.lastSeen = lastSeen;
    }

    @Override
    public Layer layer() {
        return Layer.REPLICATION;
    }

    @Override
    public Outcome ask(PostgresSession session, Deadline deadline) throws Exception {
        Survey survey = session.survey(deadline);
        if (survey.inRecovery()) {
            return Outcome.skipped("the server is a standby");
        }
        Commits commits = survey.commits();
        if (!commits.synchronous()) {
            return Outcome.passed(
                    commits.streaming().isEmpty()
                            ? "commits wait for no standby; none is connected"
                            : "commits wait for no standby; connected: "
                                    + String.join(", ", commits.streaming()));
        }
        boolean gone = !commits.enoughStream();
        Waits waits = waits(commits, gone, deadline);
        if (waits.sessions() > 0 && (gone || waits.longestSeconds() >= TOO_LONG_SECONDS)) {
            return Outcome.failed(writersWait(commits, gone, waits));
        }
        if (gone) {
            return Outcome.degraded(
                    new Signal.Fact(
                            "standby-disconnected",
                            "the synchronous standby is not connected (%s); the next commit will"
                                            .formatted(names(commits))
                                    + " wait for it"));
        }
        return Outcome.passed(
                "the synchronous standby is connected: " + String.join(", ", commits.streaming()));
    }

    private Waits waits(Commits commits, boolean gone, Deadline deadline)
            throws InterruptedException {
        Waits own = new Waits(commits.waiting(), commits.longestSeconds());
        boolean others = own.sessions() == 0 && (gone || waitedLong());
        return others ? observer.waits(deadline).orElse(own) : own;
    }

    private boolean waitedLong() {
        return lastSeen.get().stream()
                .flatMap(activity -> activity.sessions().stream())
                .filter(session -> session.waitsFor().equals(WAITS))
                .flatMap(session -> session.inStatement().stream())
                .anyMatch(time -> time.toMillis() >= TOO_LONG_SECONDS * 1000);
    }

    private static Signal writersWait(Commits commits, boolean gone, Waits waits) {
        return new Signal.Fact(
                "writers-wait-for-standby",
                "%d %s in SyncRep for the synchronous standby, the longest for %.0f s; %s (%s)"
                        .formatted(
                                waits.sessions(),
                                waits.sessions() == 1 ? "session waits" : "sessions wait",
                                waits.longestSeconds(),
                                gone
                                        ? "it is not connected"
                                        : "it looks connected and does not answer",
                                names(commits)));
    }

    private static String names(Commits commits) {
        return "synchronous_standby_names = '%s', connected: %s"
                .formatted(
                        commits.synchronousNames(),
                        commits.streaming().isEmpty()
                                ? "none"
                                : String.join(", ", commits.streaming()));
    }
}
