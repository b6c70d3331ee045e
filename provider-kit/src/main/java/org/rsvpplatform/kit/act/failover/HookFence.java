package org.rsvpplatform.kit.act.failover;

import org.rsvpplatform.kit.act.command.RunFailed;

/**
 * The strongest fence: somebody who can end the machine says that the provider can't write, and
 * that nothing starts it again by itself.
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

    /**
     * What a hook has ended, nobody but its operator starts again.
     *
     * @throws RunFailed it was well until then, and is wanted back
     */
    @Override
    public String lift() throws RunFailed {
        String stays = "%s stays fenced: start it again by hand".formatted(act.provider().name());
        if (act.succession().verb() == Verb.SWITCHOVER) {
            throw new RunFailed(stays);
        }
        return stays;
    }
}
