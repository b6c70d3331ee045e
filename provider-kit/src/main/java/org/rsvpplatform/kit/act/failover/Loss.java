package org.rsvpplatform.kit.act.failover;

import java.util.OptionalLong;

/**
 * What a succession may lose at most.
 *
 * @param bytes of a log that the successor has not got; empty when nobody knows
 * @param evidence how that is known, or why it is not
 */
public record Loss(OptionalLong bytes, String evidence) {
    public static Loss none(String evidence) {
        return new Loss(OptionalLong.of(0), evidence);
    }

    public static Loss atMost(long bytes, String evidence) {
        return new Loss(OptionalLong.of(bytes), evidence);
    }

    public static Loss unknown(String evidence) {
        return new Loss(OptionalLong.empty(), evidence);
    }
}
