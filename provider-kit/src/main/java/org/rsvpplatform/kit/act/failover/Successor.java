package org.rsvpplatform.kit.act.failover;

import org.rsvpplatform.kit.observe.domain.GroupSettings;
import org.rsvpplatform.kit.observe.probe.Backend;

/** A backend whose provider can take another one's place; a {@link Backend} implements it. */
public interface Successor {
    /**
     * @param predecessor the backend of the one whose place it takes
     * @param cause why that one is not well; {@code unknown} when nobody knows, or it is well
     */
    Takeover takeOver(
            Succession succession, Backend<?> predecessor, GroupSettings settings, String cause);
}
