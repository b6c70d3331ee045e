package org.rsvpplatform.database.failover;

import java.time.Duration;
import org.rsvpplatform.kit.act.command.RunFailed;
import org.rsvpplatform.kit.act.failover.Fence;
import org.rsvpplatform.kit.time.Deadline;

/**
 * A fence that somebody else raises. A server that is heard taking writes behind it is not fenced,
 * whatever was said; one that is not heard is only not known to be.
 */
record WitnessedFence(Fence fence, Member<?, ?> from) implements Fence {
    /** A server that has ended says so at once; one that is cut off is not waited for. */
    private static final Duration GLANCE = Duration.ofMillis(100);

    /** A machine that is being switched off may answer for a moment. */
    private static final Duration ENDS = Duration.ofSeconds(2);

    private static final Duration POLL = Duration.ofMillis(50);

    @Override
    public String name() {
        return fence.name();
    }

    @Override
    public String leavesOpen() {
        return fence.leavesOpen();
    }

    @Override
    public String raise() throws RunFailed, InterruptedException {
        String told = fence.raise();
        Deadline ends = Deadline.in(ENDS, from.ticker());
        while (isHeardTakingWrites()) {
            if (!ends.pause(POLL)) {
                throw new RunFailed(
                        "%s takes writes behind its fence (%s: %s)"
                                .formatted(from.name(), fence.name(), told));
            }
        }
        return told;
    }

    /** A login at a closed port would only be waited for. */
    private boolean isHeardTakingWrites() throws InterruptedException {
        Deadline glance = Deadline.in(GLANCE, from.ticker());
        return !(from.present().isEmpty() && from.port().isClosed(glance))
                && from.now(glance.remaining()).filter(Stance::takesWrites).isPresent();
    }

    @Override
    public String lift() throws RunFailed, InterruptedException {
        return isHeardTakingWrites() ? from.name() + " is heard taking writes" : fence.lift();
    }
}
