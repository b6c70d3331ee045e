package org.rsvpplatform.database.capacity;

import org.rsvpplatform.kit.time.Deadline;

/** Who holds the connections of a server that has few left. */
public final class NamedHolders {
    private static final int CHANGED_SHARE = 20;

    private final SharedLook<?, ?> look;

    /**
     * @param look knows who they are, where there is an observer
     */
    public NamedHolders(SharedLook<?, ?> look) {
        this.look = look;
    }

    /**
     * In words that follow the count; empty where nobody may see them.
     *
     * @param used connections that are taken as the probe sees it
     */
    public String described(Object probe, long used, long most, Deadline deadline)
            throws InterruptedException {
        // Where few are left, the observer takes one only when something has changed.
        Seen<Activity> lately = look.lately(probe, deadline);
        boolean changed =
                lately instanceof Seen.There<Activity>(Activity then)
                        && Math.abs(then.used() - used) > most / CHANGED_SHARE;
        Seen<Activity> activity = changed ? look.activity(probe, deadline) : lately;
        return switch (activity) {
            case Seen.There<Activity> there -> ": " + there.value().heldBy();
            case Seen.Missing<Activity> _ -> "";
        };
    }
}
