package org.rsvpplatform.kit.act.failover;

import org.rsvpplatform.kit.act.command.RunFailed;

/**
 * The strongest fence: somebody who can end the machine says that the provider can't write, not
 * even after it is started again.
 */
public record HookFence(HookedAct act) implements Fence {
    @Override
    public String name() {
        return act.name();
    }

    @Override
    public String leavesOpen() {
        return "";
    }

    @Override
    public String raise() throws RunFailed, InterruptedException {
        return act.call();
    }

    /** What a hook has ended, nobody but its operator starts again. */
    @Override
    public String lift() {
        return "%s stays fenced: start it again by hand".formatted(act.provider().name());
    }
}
