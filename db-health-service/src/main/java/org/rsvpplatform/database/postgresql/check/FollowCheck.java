package org.rsvpplatform.database.postgresql.check;

import java.util.Optional;
import org.rsvpplatform.database.postgresql.connection.PostgresSession;
import org.rsvpplatform.database.postgresql.connection.PostgresSettings.Lag;
import org.rsvpplatform.database.postgresql.connection.Survey;
import org.rsvpplatform.database.postgresql.connection.Survey.Replay;
import org.rsvpplatform.kit.observe.cause.Signal;
import org.rsvpplatform.kit.observe.probe.Check;
import org.rsvpplatform.kit.observe.probe.Outcome;
import org.rsvpplatform.kit.observe.provider.Layer;
import org.rsvpplatform.kit.time.Deadline;

/**
 * Asks a standby whether it still hears its primary and keeps up with it. A standby that is cut off
 * is DEGRADED, not DOWN: with all that it has received it can still take over.
 */
public final class FollowCheck implements Check<PostgresSession> {
    private final Lag most;
    private final ObserverLook observer;

    public FollowCheck(Lag most, ObserverLook observer) {
        this.most = most;
        this.observer = observer;
    }

    @Override
    public Layer layer() {
        return Layer.REPLICATION;
    }

    @Override
    public Outcome ask(PostgresSession session, Deadline deadline) throws Exception {
        Survey survey = session.survey(deadline);
        if (!survey.inRecovery()) {
            return Outcome.skipped("the server is no standby");
        }
        Replay replay = survey.replay();
        if (replay.receiverPid().isEmpty()) {
            return Outcome.degraded(
                    new Signal.Fact(
                            "receiver-gone",
                            "the standby is cut off from its primary: pg_stat_wal_receiver is"
                                    + " empty"));
        }
        Optional<ObserverLook.Receiver> receiver = observer.receiver(deadline);
        if (receiver.filter(ObserverLook.Receiver::silent).isPresent()) {
            return Outcome.degraded(cutOff(receiver.get()));
        }
        return lag(replay);
    }

    private static Signal cutOff(ObserverLook.Receiver receiver) {
        return new Signal.Fact(
                "receiver-gone",
                "the standby has heard nothing from its primary %s for %.0f s, although its"
                                .formatted(receiver.sender(), receiver.silentSeconds())
                        + " receiver still says \"%s\"".formatted(receiver.status()));
    }

    private Outcome lag(Replay replay) {
        String behind =
                "%d bytes received and not replayed, the last replayed transaction is %.0f s old"
                        .formatted(replay.behindBytes(), replay.behindSeconds());
        if (replay.paused()) {
            return late("replay is paused (pg_is_wal_replay_paused() is true): " + behind);
        }
        if (replay.behindBytes() > most.bytes()) {
            return late("%s; more than %d bytes is late".formatted(behind, most.bytes()));
        }
        if (replay.behindBytes() > 0 && replay.behindSeconds() > most.time().toSeconds()) {
            return late("%s; more than %d s is late".formatted(behind, most.time().toSeconds()));
        }
        return Outcome.passed(
                replay.behindBytes() == 0
                        ? "streams, and all that was received is replayed"
                        : "streams; " + behind);
    }

    private static Outcome late(String detail) {
        return Outcome.degraded(new Signal.Fact("standby-lagging", detail));
    }
}
