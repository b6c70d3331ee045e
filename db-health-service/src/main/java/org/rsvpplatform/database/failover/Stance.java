package org.rsvpplatform.database.failover;

import java.util.Map;
import java.util.OptionalLong;

/** How a server stands in its pair, as far as all kinds of servers have it in common. */
public interface Stance {
    /** Whether ordinary sessions may write: it is, or takes itself for, the active one. */
    boolean takesWrites();

    /** How much it has logged since its beginning: bytes, or transactions; empty for unknown. */
    OptionalLong logged();

    /** Whether it still follows another server. */
    boolean follows();

    /**
     * Says something else as soon as its settings were read or set anew, or who may log in and do
     * what was changed, as far as the server counts that; of no other use.
     */
    String settings();

    /**
     * Of a server that takes writes, what a failover must know when it is gone; nothing that moves
     * all the time. Empty for others.
     */
    Map<String, String> memory();
}
