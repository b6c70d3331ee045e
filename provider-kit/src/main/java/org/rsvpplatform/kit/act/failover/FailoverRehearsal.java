package org.rsvpplatform.kit.act.failover;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.rsvpplatform.kit.act.command.Refused;
import org.rsvpplatform.kit.act.command.RunFailed;
import org.rsvpplatform.kit.observe.cause.Signal;
import org.rsvpplatform.kit.observe.domain.DomainWatch;
import org.rsvpplatform.kit.observe.domain.GroupSettings;
import org.rsvpplatform.kit.observe.probe.CheckResult;
import org.rsvpplatform.kit.observe.probe.Outcome;
import org.rsvpplatform.kit.observe.probe.ProbeReport;
import org.rsvpplatform.kit.observe.provider.Layer;
import org.rsvpplatform.kit.observe.provider.Provider;
import org.rsvpplatform.kit.observe.provider.State;

/**
 * Asks of each group once, while all is well, what the loss of its active provider makes us ask,
 * and changes nothing. Most processes carry out one failover in their life, and the first one would
 * take half as long again for loading what it is made of.
 */
public final class FailoverRehearsal {
    private static final Logger LOG = System.getLogger(FailoverRehearsal.class.getName());

    private final DomainWatch watch;
    private final Successions successions;
    private final EachAlone alone = new EachAlone();
    private final Set<String> rehearsed = ConcurrentHashMap.newKeySet();

    public FailoverRehearsal(DomainWatch watch, Successions successions) {
        this.watch = watch;
        this.successions = successions;
    }

    /** Rehearses with the groups that are well and were not yet; call it again and again. */
    public void look() {
        alone.each(
                successions.groups().stream()
                        .filter(group -> !rehearsed.contains(group) && isWell(group))
                        .toList(),
                this::rehearse);
    }

    private boolean isWell(String group) {
        return watch.providers().stream()
                .filter(provider -> provider.group().equals(group))
                .map(provider -> watch.board().state(provider.name()).orElse(State.UNKNOWN))
                .allMatch(State::works);
    }

    private void rehearse(String group) throws InterruptedException {
        rehearsed.add(group);
        try {
            Succession today =
                    successions
                            .assess(group, Optional.empty(), false, Optional.empty())
                            .succession();
            Takeover takeover =
                    successions.takeover(
                            new Succession(Verb.FAILOVER, today.from(), today.to(), today.epoch()));
            watch.board().explain(refused(today.from()), false);
            takeover.loss();
            for (Guard guard : takeover.guards()) {
                guard.look();
            }
            if (callsAddresses(watch.settings(group))) {
                HookRehearsal.call();
            }
            takeover.promotion().rehearse();
        } catch (Refused | RunFailed e) {
            LOG.log(Level.DEBUG, "the rehearsal of group {0}: {1}", group, e.getMessage());
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "group " + group + " can't be rehearsed", e);
        }
    }

    /** As if it had ended: what follows is asked of the one that is well. */
    private ProbeReport refused(Provider provider) {
        Instant now = watch.board().clock().instant();
        CheckResult refused =
                new CheckResult(
                        Layer.CONNECT,
                        Outcome.failed(new Signal.Errno("ECONNREFUSED", "rehearsed")),
                        now,
                        Duration.ZERO);
        return new ProbeReport(
                provider, now, 0, Duration.ZERO, Duration.ZERO, List.of(refused), List.of());
    }

    private static boolean callsAddresses(GroupSettings settings) {
        return Stream.of(settings.fencing(), settings.promoting())
                .flatMap(Optional::stream)
                .anyMatch(hook -> hook.url().isPresent());
    }
}
