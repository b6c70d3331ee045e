package org.rsvpplatform.kit.act.failover;

import java.util.List;
import java.util.Map;
import org.rsvpplatform.kit.act.command.RunFailed;

/** How a former active provider comes to follow the present one. */
public interface Rejoin {
    /** Conditions beside those that every domain has. */
    List<Guard> guards();

    /**
     * Where both are, for a hook: {@code host}, {@code port}, {@code activeHost}, {@code
     * activePort}.
     */
    Map<String, String> addresses();

    /**
     * How it is done by hand, as lines to paste; the first of them keep its data aside. Never a
     * secret.
     */
    List<String> byHand();

    /** It follows the active one. */
    Proof follows();

    /**
     * Takes away what a fence of ours has left at it and no copy replaces. Only for one that
     * follows.
     *
     * @return what was done, as a clause; empty for nothing
     */
    default String opened() throws RunFailed, InterruptedException {
        return "";
    }

    /**
     * Makes the active one acknowledge nothing without it again. Only for one that follows, or
     * nothing would be acknowledged at all.
     *
     * @return what was done, or that it is so already
     */
    String synchronise() throws RunFailed, InterruptedException;
}
