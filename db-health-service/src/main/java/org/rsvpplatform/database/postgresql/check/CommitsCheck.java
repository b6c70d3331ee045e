package org.rsvpplatform.database.postgresql.check;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.rsvpplatform.database.capacity.Activity;
import org.rsvpplatform.database.postgresql.connection.PostgresSession;
import org.rsvpplatform.database.postgresql.connection.Survey;
import org.rsvpplatform.database.postgresql.connection.Survey.Commits;
import org.rsvpplatform.database.postgresql.connection.Waits;
import org.rsvpplatform.kit.observe.cause.Signal;
import org.rsvpplatform.kit.observe.probe.Check;
import org.rsvpplatform.kit.observe.probe.Outcome;
import org.rsvpplatform.kit.observe.provider.Layer;
import org.rsvpplatform.kit.time.Deadline;
import org.rsvpplatform.kit.time.Ticker;

/**
 * Asks an active server whether its commits wait for a synchronous standby that is not there. It
 * reads that from the server's views; our own write never waits. These tell how long a statement
 * takes, not how long its commit has waited: that counts from the look that first saw it.
 */
public final class CommitsCheck implements Check<PostgresSession> {
    /** A healthy standby answers within milliseconds; one that is frozen still looks connected. */
    private static final Duration TOO_LONG = Duration.ofSeconds(2);

    private static final String WAITS = "IPC: SyncRep";

    private final ObserverLook observer;
    private final Supplier<Optional<Activity>> lastSeen;
    private final Ticker ticker;
    private final Map<String, Long> since = new HashMap<>();

    /**
     * @param observer asks with the observer's login, which sees the waits of other roles
     * @param lastSeen who was connected when the observer looked last: where one waited long, it is
     *     asked anew
     */
    public CommitsCheck(
            ObserverLook observer, Supplier<Optional<Activity>> lastSeen, Ticker ticker) {
        this.observer = observer;
        this.lastSeen = lastSeen;
        this.ticker = ticker;
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
        Duration longest = longest(waits);
        if (waits.sessions() > 0 && (gone || longest.compareTo(TOO_LONG) >= 0)) {
            return Outcome.failed(writersWait(commits, gone, waits, longest));
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
        Waits own = commits.waits();
        boolean others = own.sessions() == 0 && (gone || waitedLong());
        return others ? observer.waits(deadline).orElse(own) : own;
    }

    private synchronized Duration longest(Waits waits) {
        long now = ticker.nanos();
        since.keySet().retainAll(waits.who());
        waits.who().forEach(commit -> since.putIfAbsent(commit, now));
        return Duration.ofNanos(
                now - since.values().stream().mapToLong(Long::longValue).min().orElse(now));
    }

    private boolean waitedLong() {
        return lastSeen.get().stream()
                .flatMap(activity -> activity.sessions().stream())
                .filter(session -> session.waitsFor().equals(WAITS))
                .flatMap(session -> session.inStatement().stream())
                .anyMatch(time -> time.compareTo(TOO_LONG) >= 0);
    }

    private static Signal writersWait(
            Commits commits, boolean gone, Waits waits, Duration longest) {
        return new Signal.Fact(
                "writers-wait-for-standby",
                "%d %s in SyncRep for the synchronous standby, the longest for at least %.1f s; %s (%s)"
                        .formatted(
                                waits.sessions(),
                                waits.sessions() == 1 ? "session waits" : "sessions wait",
                                longest.toMillis() / 1e3,
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
