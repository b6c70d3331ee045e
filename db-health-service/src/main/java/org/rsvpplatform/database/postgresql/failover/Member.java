package org.rsvpplatform.database.postgresql.failover;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.rsvpplatform.database.connection.Attempt;
import org.rsvpplatform.database.connection.Login;
import org.rsvpplatform.database.heartbeat.Beat;
import org.rsvpplatform.database.heartbeat.Heartbeat;
import org.rsvpplatform.database.heartbeat.PeakRate;
import org.rsvpplatform.database.postgresql.connection.Connector;
import org.rsvpplatform.database.postgresql.connection.PostgresSession;
import org.rsvpplatform.database.postgresql.connection.PostgresSettings;
import org.rsvpplatform.kit.act.command.RunFailed;
import org.rsvpplatform.kit.observe.probe.LayerFailure;
import org.rsvpplatform.kit.observe.probe.Trace;
import org.rsvpplatform.kit.time.Deadline;
import org.rsvpplatform.kit.time.Ticker;

/**
 * One server of a pair, as a failover needs it.
 *
 * @param heartbeat asks it twice a second; empty without an observer
 * @param rate at which its log grows
 * @param rights of its administrator
 */
public record Member(
        String name,
        PostgresSettings settings,
        Connector connector,
        Optional<Heartbeat<PostgresSession, Standing>> heartbeat,
        PeakRate rate,
        PromotionRights rights,
        Ticker ticker) {

    /** What is done through a session. */
    @FunctionalInterface
    interface Act<T> {
        T through(PostgresSession session)
                throws ExecutionException, TimeoutException, InterruptedException;
    }

    /** How it stood when it was last asked. */
    Optional<Beat<Standing>> last() {
        return heartbeat.flatMap(Heartbeat::last);
    }

    /** How it stands now; empty when it does not answer in that time. */
    Optional<Standing> now(Duration within) throws InterruptedException {
        return heartbeat.isEmpty()
                ? Optional.empty()
                : heartbeat.get().now(Deadline.in(within, ticker)).map(Beat::facts);
    }

    /**
     * Acts as the administrator, in a session of its own.
     *
     * @throws RunFailed there is none, or the server says no
     */
    <T> T asAdministrator(Duration within, Act<T> act) throws RunFailed, InterruptedException {
        Login login =
                settings.administrator()
                        .orElseThrow(
                                () ->
                                        new RunFailed(
                                                "%s has no administrator configured"
                                                        .formatted(name)));
        Deadline deadline = Deadline.in(within, ticker);
        try (PostgresSession session =
                connector.open(
                        login, settings.database(), Attempt.by(deadline, Trace.none(ticker)))) {
            return act.through(session);
        } catch (LayerFailure e) {
            throw new RunFailed("%s: %s".formatted(name, e.getMessage()));
        } catch (ExecutionException e) {
            throw new RunFailed("%s: %s".formatted(name, e.getCause().getMessage()));
        } catch (TimeoutException e) {
            throw new RunFailed(
                    "%s gave no answer within %d ms".formatted(name, within.toMillis()));
        }
    }

    /** Where it is. */
    String address() {
        return settings.host() + ":" + settings.port();
    }
}
