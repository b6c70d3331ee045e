package org.rsvpplatform.database.connection;

import java.util.function.Consumer;
import org.rsvpplatform.kit.observe.probe.Probing;
import org.rsvpplatform.kit.observe.probe.Trace;
import org.rsvpplatform.kit.observe.provider.Layer;
import org.rsvpplatform.kit.time.Deadline;

/** A login under way: until when, where it is written down, who hears how far it has come. */
public final class Attempt {
    private final Deadline deadline;
    private final Trace trace;
    private final Consumer<Layer> listener;
    private volatile Layer reached = Layer.DNS;

    private Attempt(Deadline deadline, Trace trace, Consumer<Layer> listener) {
        this.deadline = deadline;
        this.trace = trace;
        this.listener = listener;
    }

    /** The login of a probe. */
    public static Attempt of(Probing probing) {
        return new Attempt(probing.deadline(), probing.trace(), probing::reached);
    }

    /** A login beside the probes, such as an observer's. */
    public static Attempt by(Deadline deadline, Trace trace) {
        return new Attempt(deadline, trace, layer -> {});
    }

    /** One that nobody traces. */
    public static Attempt by(Deadline deadline) {
        return by(deadline, Trace.none());
    }

    public Deadline deadline() {
        return deadline;
    }

    public Trace trace() {
        return trace;
    }

    public void reached(Layer layer) {
        reached = layer;
        listener.accept(layer);
    }

    public Layer reached() {
        return reached;
    }
}
