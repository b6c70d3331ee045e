package org.rsvpplatform.kit.observe.probe;

import org.rsvpplatform.kit.observe.provider.Layer;
import org.rsvpplatform.kit.observe.provider.Role;
import org.rsvpplatform.kit.time.Deadline;

/** One probe under way: what it is for, until when, and how far it has come. */
public final class Probing {
    private final Role role;
    private final Deadline deadline;
    private final Trace trace;
    private final Timeline timeline;
    private volatile Layer reached;

    Probing(Role role, Deadline deadline, Trace trace, Timeline timeline, Layer first) {
        this.role = role;
        this.deadline = deadline;
        this.trace = trace;
        this.timeline = timeline;
        this.reached = first;
    }

    /** The part the provider plays in its group now; a standby need not take writes. */
    public Role role() {
        return role;
    }

    public Deadline deadline() {
        return deadline;
    }

    public Trace trace() {
        return trace;
    }

    /** Says that the layers before this one have passed and this one is being asked now. */
    public void reached(Layer layer) {
        timeline.reached(layer);
        reached = layer;
    }

    public Layer reached() {
        return reached;
    }
}
