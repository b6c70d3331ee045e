package org.rsvpplatform.database.mysql.check;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.rsvpplatform.database.mysql.connection.Gtids;
import org.rsvpplatform.database.mysql.connection.MysqlSession;
import org.rsvpplatform.database.mysql.connection.MysqlSettings.Lag;
import org.rsvpplatform.database.mysql.connection.Survey;
import org.rsvpplatform.kit.observe.cause.Signal;
import org.rsvpplatform.kit.observe.probe.Check;
import org.rsvpplatform.kit.observe.probe.Outcome;
import org.rsvpplatform.kit.observe.provider.Layer;
import org.rsvpplatform.kit.observe.provider.Provider;
import org.rsvpplatform.kit.time.Deadline;
import org.rsvpplatform.kit.time.Ticker;

/**
 * Asks a replica whether it still hears its source and keeps up with it. A replica that is cut off
 * is DEGRADED, not DOWN: with all that it has received it can still take over.
 */
public final class FollowCheck implements Check<MysqlSession> {
    private final Provider provider;
    private final Lag most;
    private final ObserverLook observer;
    private final Sources sources;
    private final Pursuit pursuit;
    private final Consumer<Optional<Duration>> lag;

    /**
     * @param lag hears how long the replica has been behind; empty when nobody knows
     */
    public FollowCheck(
            Provider provider,
            Lag most,
            ObserverLook observer,
            Sources sources,
            Ticker ticker,
            Consumer<Optional<Duration>> lag) {
        this.provider = provider;
        this.most = most;
        this.observer = observer;
        this.sources = sources;
        this.pursuit = new Pursuit(ticker);
        this.lag = lag;
    }

    @Override
    public Layer layer() {
        return Layer.REPLICATION;
    }

    @Override
    public Outcome ask(MysqlSession session, Deadline deadline) throws Exception {
        Survey survey = session.survey(deadline);
        Optional<String> running = survey.status("Slave_running");
        boolean stopped = running.filter("OFF"::equalsIgnoreCase).isPresent();
        Optional<Pursuit.Gap> gap = gap(survey);
        lag.accept(gap.map(Pursuit.Gap::time));
        boolean wrong = stopped || gap.filter(this::late).isPresent();
        Optional<ReplicaStatus> status = observer.replica(wrong, deadline);
        if (status.isPresent() && !status.get().runs()) {
            return Outcome.degraded(
                    status.get().heldBack() ? heldBack(status.get(), gap) : broken(status.get()));
        }
        if (stopped) {
            return Outcome.degraded(
                    new Signal.Fact(
                            "replication-stopped",
                            "the replica does not replicate (Slave_running is OFF); which of its"
                                    + " threads stands, and why, an observer could see"));
        }
        if (gap.isPresent()) {
            return behind(gap.get(), survey, status);
        }
        return unmeasured(running.isPresent(), status);
    }

    private Optional<Pursuit.Gap> gap(Survey survey) {
        Optional<Gtids> own = survey.received();
        Optional<Gtids> source = sources.of(provider);
        return own.isPresent() && source.isPresent()
                ? Optional.of(pursuit.gap(source.get(), own.get()))
                : Optional.empty();
    }

    private boolean late(Pursuit.Gap gap) {
        return gap.transactions() > most.transactions() || gap.time().compareTo(most.time()) > 0;
    }

    private static Signal broken(ReplicaStatus status) {
        if (!status.follows()) {
            return new Signal.Fact(
                    "replication-gone",
                    "the server replicates from nobody: SHOW REPLICA STATUS is empty",
                    status.values());
        }
        StringBuilder text = new StringBuilder("replication from " + status.source());
        text.append(" stands: ").append(status);
        if (status.receiverTrouble().number() != 0) {
            text.append("; IO ").append(status.receiverTrouble());
        }
        if (status.applierTrouble().number() != 0) {
            text.append("; SQL ").append(status.applierTrouble());
        }
        return new Signal.Fact("replication-stopped", text.toString(), status.values());
    }

    /** It is connected and gets all; somebody told it to apply nothing. */
    private static Signal heldBack(ReplicaStatus status, Optional<Pursuit.Gap> gap) {
        return new Signal.Fact(
                "standby-lagging",
                "the replica applies nothing of what it receives: its SQL thread was stopped,"
                        + " without an error (%s)".formatted(status)
                        + gap.map(FollowCheck::seen).map("; "::concat).orElse(""));
    }

    private static String seen(Pursuit.Gap gap) {
        return "%d transactions behind its source, for %.1f s (by GTID)"
                .formatted(gap.transactions(), gap.time().toMillis() / 1000.0);
    }

    private Outcome behind(Pursuit.Gap gap, Survey survey, Optional<ReplicaStatus> status) {
        String seen = seen(gap);
        String said = status.map(s -> "; it says: " + s).orElse("");
        if (!late(gap)) {
            return Outcome.passed(
                    gap.transactions() == 0 ? "replicates, and has all of its source" : seen);
        }
        boolean deaf =
                status.isPresent()
                        && sources.of(provider)
                                .filter(s -> s.aheadOf(status.get().received()) > 0)
                                .isPresent()
                        && status.get().received().aheadOf(own(survey)) == 0;
        return Outcome.degraded(
                deaf
                        ? new Signal.Fact(
                                "receiver-gone",
                                "the replica hears nothing from its source any more: "
                                        + seen
                                        + ", and it has applied all that it received"
                                        + said,
                                status.get().values())
                        : new Signal.Fact("standby-lagging", seen + said));
    }

    private static Gtids own(Survey survey) {
        return Gtids.parse(
                survey.variable("gtid_current_pos", "gtid_slave_pos", "gtid_executed").orElse(""));
    }

    /** No position to compare with: what the replica says is all there is. */
    private Outcome unmeasured(boolean running, Optional<ReplicaStatus> status) {
        if (status.isPresent()) {
            ReplicaStatus known = status.get();
            return known.secondsBehind().filter(s -> s > most.time().toSeconds()).isPresent()
                    ? Outcome.degraded(new Signal.Fact("standby-lagging", "it says: " + known))
                    : Outcome.passed("it says: " + known);
        }
        return running
                ? Outcome.passed("replicates (Slave_running is ON)")
                : Outcome.skipped("only an observer could see whether it replicates");
    }
}
