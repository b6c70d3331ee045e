package org.rsvpplatform.kit.act.failover;

import org.rsvpplatform.kit.observe.provider.Provider;

/**
 * One change of a group's active provider.
 *
 * @param epoch the one that the successor gets
 */
public record Succession(Verb verb, Provider from, Provider to, long epoch) {
    public String group() {
        return from.group();
    }
}
