package org.rsvpplatform.database.failover;

import org.rsvpplatform.kit.act.failover.Fence;

/**
 * Nothing keeps the old primary from taking writes: only who forces a failover goes without.
 *
 * @param why nothing does
 */
record NoFence(Member<?, ?> from, String why) implements Fence {
    @Override
    public String name() {
        return "nothing does, there is no hook, and %s".formatted(why);
    }

    @Override
    public String leavesOpen() {
        return "any session of %s that is alive".formatted(from.name());
    }

    @Override
    public String raise() {
        return "%s is not fenced: if it lives, it takes writes".formatted(from.name());
    }

    @Override
    public String lift() {
        return "there was none to take back";
    }
}
