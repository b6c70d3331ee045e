package org.rsvpplatform.kit.observe.health;

import java.util.Collection;
import org.rsvpplatform.kit.observe.provider.State;

/**
 * A group is as good as its active provider; a standby that is not UP makes it at most DEGRADED,
 * since the platform's programs do not use it.
 */
final class GroupRule {
    private GroupRule() {}

    static State of(State active, Collection<State> standbys) {
        State standby = standbys.stream().allMatch(s -> s == State.UP) ? State.UP : State.DEGRADED;
        return active.worse(standby);
    }

    /** What a group does to its domain: one that is not required caps at DEGRADED. */
    static State towardsDomain(State group, boolean required) {
        return required ? group : group.better(State.DEGRADED);
    }
}
