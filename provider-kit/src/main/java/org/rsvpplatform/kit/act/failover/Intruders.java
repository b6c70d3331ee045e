package org.rsvpplatform.kit.act.failover;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.rsvpplatform.kit.act.command.CommandRunner;
import org.rsvpplatform.kit.act.command.GuardReport;
import org.rsvpplatform.kit.act.command.InvalidParameters;
import org.rsvpplatform.kit.act.command.Refused;
import org.rsvpplatform.kit.act.command.RunFailed;
import org.rsvpplatform.kit.observe.domain.DomainWatch;
import org.rsvpplatform.kit.observe.provider.Provider;
import org.rsvpplatform.kit.store.StoreUnavailable;
import org.rsvpplatform.kit.time.Ticker;

/**
 * Fences by itself who takes writes without being the active one of his group, and tells of those
 * that it must leave alone. This does not wait for {@code failover.auto}: it only protects what a
 * failover has promised already.
 */
public final class Intruders {
    private static final Duration LONGEST_REST = Duration.ofMinutes(1);

    /** Somebody may lift a barrier, or come in by what it leaves open. */
    private static final Duration BARRIER_LOOK = Duration.ofSeconds(5);

    private static final Logger LOG = System.getLogger(Intruders.class.getName());

    private final Returns returns;
    private final SplitBrain journal;
    private final FenceCommand command;
    private final Supplier<CommandRunner> runner;
    private final ObjectMapper json;
    private final Clock clock;
    private final EachAlone alone = new EachAlone();
    private final Attempts attempts;
    private final Attempts barred;

    public Intruders(
            Returns returns,
            SplitBrain journal,
            FenceCommand command,
            Supplier<CommandRunner> runner,
            ObjectMapper json,
            Clock clock,
            Ticker ticker) {
        this.returns = returns;
        this.journal = journal;
        this.command = command;
        this.runner = runner;
        this.json = json;
        this.clock = clock;
        this.attempts = new Attempts(LONGEST_REST, ticker);
        this.barred = new Attempts(BARRIER_LOOK, ticker);
    }

    /** Looks from now on whenever a backend says that its provider intrudes. */
    public void watchOver(DomainWatch watch) {
        watch.engine().onIntrusion(() -> Thread.ofVirtual().name("intruders").start(this::look));
    }

    /**
     * Looks at everybody who takes writes, each by himself; from memory, as long as there is
     * nobody. Call it again and again.
     */
    public void look() {
        List<String> names = returns.intruders().stream().map(Provider::name).toList();
        attempts.keepOnly(names);
        barred.keepOnly(names);
        alone.each(
                names.stream()
                        .filter(name -> !attempts.rests(name) && !barred.rests(name))
                        .toList(),
                this::consider);
    }

    private void consider(String provider) throws InterruptedException {
        try {
            Succession past = returns.past(provider);
            if (returns.isBusy(past.group())) {
                return; // looked at again in a moment
            }
            List<GuardReport> blocking = GuardReport.blocking(returns.againstActingByItself(past));
            if (attempts.wasTold(provider, blocking)) {
                return;
            }
            if (returns.barrier(past).isPresent()) {
                barred.tried(provider); // it may be lifted one day
                return;
            }
            if (attempts.isNews(provider, blocking)) {
                tell(past, blocking);
            }
            if (!blocking.isEmpty()) {
                return;
            }
            attempts.tried(provider);
            runner.get()
                    .start(
                            command,
                            json.createObjectNode().put("provider", provider),
                            null,
                            AutoFailover.NAME,
                            null);
        } catch (Refused | InvalidParameters | StoreUnavailable e) {
            LOG.log(Level.WARNING, "{0} is not fenced: {1}", provider, e.getMessage());
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, provider + " can't be looked at", e);
            attempts.tried(provider);
        }
    }

    private void tell(Succession past, List<GuardReport> blocking) throws InterruptedException {
        String provider = past.from().name();
        Instant answered =
                clock.instant().minus(returns.takesWritesFor(provider).orElse(Duration.ZERO));
        journal.leftAlone(past, divergence(past), answered, blocking);
    }

    private Divergence divergence(Succession past) throws InterruptedException {
        try {
            return returns.parts(past).look().divergence();
        } catch (RunFailed e) {
            return Divergence.unknown(e.getMessage());
        }
    }
}
