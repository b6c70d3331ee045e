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
    private final Decisions decisions;
    private final FailoverCommand command;
    private final Supplier<CommandRunner> runner;
    private final ObjectMapper json;
    private final Ticker ticker;
    private final ReentrantLock looking = new ReentrantLock();

    /** One that did not come about is not tried again at once. */
    private final Map<String, Deadline> rests = new ConcurrentHashMap<>();

    public AutoFailover(
            DomainWatch watch,
            Successions successions,
            Decisions decisions,
            FailoverCommand command,
            Supplier<CommandRunner> runner,
            ObjectMapper json,
            Ticker ticker) {
        this.ticker = ticker;
        this.watch = watch;
        this.successions = successions;
        this.decisions = decisions;
        this.command = command;
        this.runner = runner;
        this.json = json;
    }

    /**
     * Looks at every group whose active provider is DOWN, and begins where all guards hold. Call it
     * at each change of a state, and again and again after it; one look at a time.
     */
    public void look() throws InterruptedException {
        if (!looking.tryLock()) {
            return;
        }
        try {
            for (String group : successions.groups()) {
                if (watch.settings(group).auto() && isDown(group) && !rests(group)) {
                    consider(group);
                }
            }
        } finally {
            looking.unlock();
        }
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
        try {
            Assessment assessment =
                    successions.assess(group, Optional.empty(), false, Optional.empty());
            if (assessment.succession().verb() != Verb.FAILOVER) {
                return;
            }
            if (!assessment.clear()) {
                decisions.add(assessment, NAME, Optional.empty());
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
            rests.put(group, Deadline.in(REST, ticker));
            decisions.add(assessment, NAME, Optional.of(run.id()));
        } catch (Refused | StoreUnavailable e) {
            LOG.log(Level.DEBUG, "group {0} does not fail over: {1}", group, e.getMessage());
        }
    }
}
