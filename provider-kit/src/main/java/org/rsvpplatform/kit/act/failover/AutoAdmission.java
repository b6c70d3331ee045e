package org.rsvpplatform.kit.act.failover;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.rsvpplatform.kit.act.command.CommandRunner;
import org.rsvpplatform.kit.act.command.GuardReport;
import org.rsvpplatform.kit.act.command.InvalidParameters;
import org.rsvpplatform.kit.act.command.Refused;
import org.rsvpplatform.kit.observe.provider.Provider;
import org.rsvpplatform.kit.store.StoreUnavailable;
import org.rsvpplatform.kit.time.Ticker;

/** Lets active providers that wait take writes, in the groups that act by themselves. */
public final class AutoAdmission {
    /** Meanwhile nobody may write. */
    private static final Duration LONGEST_REST = Duration.ofSeconds(5);

    private static final Logger LOG = System.getLogger(AutoAdmission.class.getName());

    private final Admissions admissions;
    private final AdmitCommand command;
    private final Supplier<CommandRunner> runner;
    private final ObjectMapper json;
    private final EachAlone alone = new EachAlone();

    /** Runs that were begun. */
    private final Attempts attempts;

    private final Attempts blocked;

    public AutoAdmission(
            Admissions admissions,
            AdmitCommand command,
            Supplier<CommandRunner> runner,
            ObjectMapper json,
            Ticker ticker) {
        this.admissions = admissions;
        this.command = command;
        this.runner = runner;
        this.json = json;
        this.attempts = new Attempts(LONGEST_REST, ticker);
        this.blocked = new Attempts(LONGEST_REST, ticker);
    }

    /**
     * Looks at everybody who waits, each by himself; from memory, as long as nobody does. Call it
     * again and again.
     */
    public void look() {
        List<String> waiting = admissions.waiting().stream().map(Provider::name).toList();
        attempts.keepOnly(waiting);
        blocked.keepOnly(waiting);
        alone.each(
                waiting.stream()
                        .filter(name -> !attempts.rests(name) && !blocked.rests(name))
                        .toList(),
                this::consider);
    }

    /** Whether it is about to let the active one of this group. */
    boolean isAbout(String group) throws InterruptedException {
        return admissions
                .of(group)
                .filter(waiting -> waiting.blocked().isEmpty())
                .filter(waiting -> !attempts.rests(waiting.provider()))
                .isPresent();
    }

    private void consider(String provider) throws InterruptedException {
        try {
            Succession past = admissions.past(provider);
            List<GuardReport> blocking =
                    GuardReport.blocking(admissions.againstActingByItself(past));
            if (!blocking.isEmpty()) {
                blocked.tried(provider);
                tell(provider, blocking);
                return;
            }
            begin(provider);
        } catch (Refused | InvalidParameters | StoreUnavailable e) {
            LOG.log(Level.DEBUG, "{0} is not let: {1}", provider, e.getMessage());
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, provider + " can't be looked at", e);
            blocked.tried(provider);
        }
    }

    /** It is about to happen until its run is there, which keeps others waiting by itself. */
    private void begin(String provider) {
        try {
            runner.get()
                    .start(
                            command,
                            json.createObjectNode().put("provider", provider),
                            null,
                            AutoFailover.NAME,
                            null);
        } finally {
            attempts.tried(provider);
        }
    }

    /** Once, until what blocks it is something else. */
    private void tell(String provider, List<GuardReport> blocking) {
        if (attempts.isNews(provider, blocking)) {
            LOG.log(
                    Level.WARNING,
                    "{0} takes no writes and is not let by itself: {1}",
                    provider,
                    GuardReport.told(blocking));
        }
    }
}
