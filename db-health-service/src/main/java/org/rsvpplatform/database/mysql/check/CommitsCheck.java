package org.rsvpplatform.database.mysql.check;

import java.time.Duration;
import org.rsvpplatform.database.mysql.connection.MysqlSession;
import org.rsvpplatform.database.mysql.connection.Survey;
import org.rsvpplatform.kit.observe.cause.Signal;
import org.rsvpplatform.kit.observe.probe.Check;
import org.rsvpplatform.kit.observe.probe.Outcome;
import org.rsvpplatform.kit.observe.provider.Layer;
import org.rsvpplatform.kit.time.Deadline;

/**
 * Asks an active server whether its commits wait for a semi-synchronous replica. Such a server
 * gives up waiting after its time-out and goes on alone: then a failover may lose commits.
 */
public final class CommitsCheck implements Check<MysqlSession> {
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
        if (semiSync.working() && semiSync.waiting() > 0 && semiSync.replicas() == 0) {
            return Outcome.failed(
                    new Signal.Fact(
                            "writers-wait-for-standby",
                            "%d %s for a semi-synchronous replica, and none is connected; they go"
                                            .formatted(
                                                    semiSync.waiting(),
                                                    semiSync.waiting() == 1
                                                            ? "commit waits"
                                                            : "commits wait")
                                    + " on without it after %s".formatted(most(semiSync))));
        }
        if (!semiSync.working() || semiSync.replicas() == 0) {
            return Outcome.degraded(
                    new Signal.Fact(
                            "standby-disconnected",
                            semiSync.working()
                                    ? "no semi-synchronous replica is connected; the next commit"
                                            + " waits for one, for %s at most"
                                                    .formatted(most(semiSync))
                                    : "semi-synchronous replication is wanted and has stopped"
                                            + " (Rpl_semi_sync_master_status is OFF, %d replicas"
                                                    .formatted(semiSync.replicas())
                                            + " take part): commits wait for nobody"));
        }
        return Outcome.passed(
                "commits wait for a semi-synchronous replica; %d connected"
                        .formatted(semiSync.replicas()));
    }

    private static String most(Survey.SemiSync semiSync) {
        Duration most = Duration.ofMillis(semiSync.timeoutMillis());
        return most.toDays() > 0 ? most.toDays() + " days" : most.toSeconds() + " s";
    }
}
