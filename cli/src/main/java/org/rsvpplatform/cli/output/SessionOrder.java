package org.rsvpplatform.cli.output;

import java.util.List;
import org.rsvpplatform.cli.json.Json;

/** How a table of sessions is sorted, and whether that is turned round. */
public record SessionOrder(SessionSort sort, boolean reversed) {

    /** The same after a key was pressed: a sort's own always begins with its usual order. */
    public SessionOrder pressed(int key) {
        return key == 'r'
                ? new SessionOrder(sort, !reversed)
                : SessionSort.of(key).map(other -> new SessionOrder(other, false)).orElse(this);
    }

    List<Json> sorted(List<Json> sessions) {
        return sort.sorted(sessions, reversed);
    }
}
