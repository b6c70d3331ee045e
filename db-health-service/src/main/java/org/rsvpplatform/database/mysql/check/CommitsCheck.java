package org.rsvpplatform.database.mysql.check;

import java.time.Duration;
import org.rsvpplatform.database.mysql.connection.MysqlSession;
import org.rsvpplatform.database.mysql.connection.Survey;
import org.rsvpplatform.kit.observe.cause.Signal;
import org.rsvpplatform.kit.observe.probe.Check;
import org.rsvpplatform.kit.observe.probe.Outcome;
import org.rsvpplatform.kit.observe.provider.Layer;
import org.rsvpplatform.kit.time.Deadline;
import org.rsvpplatform.kit.time.Ticker;

/**
 * Asks an active server whether its commits wait for a semi-synchronous replica. Such a server
 * gives up waiting after its time-out and goes on alone: then a failover may lose commits.
 */
public final class CommitsCheck implements Check<MysqlSession> {
    private static final Duration TOO_LONG = Duration.ofSeconds(2);

    private final Ticker ticker;
    private long answered = -1;
    private long waitsSince;

    public CommitsCheck(Ticker ticker) {
        this.ticker = ticker;
    }

    @Override
    public Layer layer() {
        return Layer.REPLICATION;
    }

    @Override
    public Outcome ask(MysqlSession session, Deadline deadline) throws Exception {
        Survey survey = session.survey(deadline);
        if (survey.readOnly().isPresent()) {
            return Outcome.skipped("the server takes no writes");
        }
        Survey.SemiSync semiSync = survey.semiSync();
        if (!semiSync.enabled()) {
            return Outcome.passed("commits wait for no replica");
        }
        Duration unanswered = unanswered(semiSync);
        if (semiSync.lacksReplica() && semiSync.waiting() > 0) {
            return Outcome.failed(waits(semiSync, "none is connected" + silent(semiSync)));
        }
        if (unanswered.compareTo(TOO_LONG) >= 0) {
            return Outcome.failed(
                    waits(
                            semiSync,
                            "%d look connected and have confirmed none for %d s"
                                    .formatted(semiSync.replicas(), unanswered.toSeconds())));
        }
        if (!semiSync.working() || semiSync.replicas() == 0) {
            return Outcome.degraded(
                    new Signal.Fact(
                            "standby-disconnected",
                            semiSync.working()
                                    ? "no semi-synchronous replica is connected%s; the next commit waits for one, for %s at most"
                                            .formatted(silent(semiSync), most(semiSync))
                                    : "semi-synchronous replication is wanted and has stopped"
                                            + " (Rpl_semi_sync_master_status is OFF, %d replicas"
                                                    .formatted(semiSync.replicas())
                                            + " take part): commits wait for nobody"));
        }
        return Outcome.passed(
                "commits wait for a semi-synchronous replica; %d connected"
                        .formatted(semiSync.replicas()));
    }

    /** For how long commits wait of which no replica confirms any: a frozen one stays connected. */
    private Duration unanswered(Survey.SemiSync semiSync) {
        long now = ticker.nanos();
        if (!semiSync.working() || semiSync.waiting() == 0 || semiSync.answered() != answered) {
            answered = semiSync.answered();
            waitsSince = now;
        }
        return Duration.ofNanos(now - waitsSince);
    }

    private static Signal waits(Survey.SemiSync semiSync, String why) {
        return new Signal.Fact(
                "writers-wait-for-standby",
                "%d %s for a semi-synchronous replica, and %s; they go on without it after %s"
                        .formatted(
                                semiSync.waiting(),
                                semiSync.waiting() == 1 ? "commit waits" : "commits wait",
                                why,
                                most(semiSync)));
    }

    /** A replica that came back without it keeps commits waiting as one does that is gone. */
    private static String silent(Survey.SemiSync semiSync) {
        return switch ((int) semiSync.silent()) {
            case 0 -> "";
            case 1 -> " (1 other receives and confirms nothing)";
            default -> " (%d others receive and confirm nothing)".formatted(semiSync.silent());
        };
    }

    private static String most(Survey.SemiSync semiSync) {
        Duration most = Duration.ofMillis(semiSync.timeoutMillis());
        return most.toDays() > 0 ? most.toDays() + " days" : most.toSeconds() + " s";
    }
}
