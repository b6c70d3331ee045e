package org.rsvpplatform.kit.act.failover;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.rsvpplatform.kit.act.command.CommandRunner;
import org.rsvpplatform.kit.act.command.Refused;
import org.rsvpplatform.kit.act.command.RunDocument;
import org.rsvpplatform.kit.observe.domain.DomainWatch;
import org.rsvpplatform.kit.observe.provider.State;
import org.rsvpplatform.kit.store.StoreUnavailable;
import org.rsvpplatform.kit.time.Deadline;
import org.rsvpplatform.kit.time.Ticker;

/** Begins failovers by itself, in the groups whose configuration wants that. */
public final class AutoFailover {
    /** Who began it, in runs and decisions. */
    public static final String NAME = "automatic";

    private static final Duration REST = Duration.ofSeconds(5);
    private static final Logger LOG = System.getLogger(AutoFailover.class.getName());

    private final DomainWatch watch;
    private final Successions successions;
    private final AutoAdmission admission;
    private final Decisions decisions;
    private final FailoverCommand command;
    private final Supplier<CommandRunner> runner;
    private final ObjectMapper json;
    private final Ticker ticker;
    private final EachAlone alone = new EachAlone();
    private final ReentrantLock beginning = new ReentrantLock();

    /** One that did not come about is not tried again at once. */
    private final Map<String, Deadline> rests = new ConcurrentHashMap<>();

    public AutoFailover(
            DomainWatch watch,
            Successions successions,
            AutoAdmission admission,
            Decisions decisions,
            FailoverCommand command,
            Supplier<CommandRunner> runner,
            ObjectMapper json,
            Ticker ticker) {
        this.ticker = ticker;
        this.watch = watch;
        this.successions = successions;
        this.admission = admission;
        this.decisions = decisions;
        this.command = command;
        this.runner = runner;
        this.json = json;
    }

    /**
     * Looks at every group whose active provider is DOWN, and begins where all guards hold; returns
     * when all are looked at. Call it at each change of a state, and again and again after it. No
     * group waits for another one, and none is looked at twice at a time.
     */
    public void look() {
        alone.each(
                successions.groups().stream()
                        .filter(group -> watch.settings(group).auto() && isDown(group))
                        .toList(),
                this::consider);
    }

    private boolean rests(String group) {
        Deadline rest = rests.get(group);
        return rest != null && !rest.passed();
    }

    private boolean isDown(String group) {
        return watch.appointment(group)
                .flatMap(active -> watch.board().state(active.provider()))
                .filter(state -> state == State.DOWN)
                .isPresent();
    }

    private void consider(String group) throws InterruptedException {
        if (rests(group) || admission.isAbout(group)) {
            return; // who was only started anew needs nobody to take his place
        }
        try {
            Assessment assessment =
                    successions.assess(group, Optional.empty(), false, Optional.empty());
            if (assessment.succession().verb() != Verb.FAILOVER) {
                return;
            }
            if (assessment.clear()) {
                begin(assessment);
            } else {
                decisions.add(assessment, NAME, Optional.empty());
            }
        } catch (Refused | StoreUnavailable e) {
            LOG.log(Level.DEBUG, "group {0} does not fail over: {1}", group, e.getMessage());
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "group " + group + " can't be looked at", e);
            rests.put(group, Deadline.in(REST, ticker));
        }
    }

    /** One at a time: a second one of the domain is looked at again when the first has ended. */
    private void begin(Assessment assessment) {
        String group = assessment.succession().group();
        beginning.lock();
        try {
            if (successions.isBusy(group)) {
                return;
            }
            RunDocument run =
                    runner.get()
                            .start(
                                    command,
                                    // It is planned anew, and one that is back is left alone.
                                    json.createObjectNode().put("target", group).put("auto", true),
                                    null,
                                    NAME,
                                    null);
            if (!run.steps().isEmpty()) {
                rests.put(group, Deadline.in(REST, ticker));
            }
            decisions.add(assessment, NAME, Optional.of(run.id()));
        } finally {
            beginning.unlock();
        }
    }
}
