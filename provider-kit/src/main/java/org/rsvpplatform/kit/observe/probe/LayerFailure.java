package org.rsvpplatform.kit.observe.probe;

import java.util.List;
import java.util.stream.Collectors;
import org.rsvpplatform.kit.observe.cause.Signal;
import org.rsvpplatform.kit.observe.provider.Layer;

/** Opening a session ended at this layer, and these signals were seen. */
public final class LayerFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final Layer layer;
    private final transient List<Signal> signals;

    public LayerFailure(Layer layer, Signal signal) {
        this(layer, List.of(signal), null);
    }

    public LayerFailure(Layer layer, List<Signal> signals, Throwable cause) {
        super(
                signals.stream()
                        .map(Signal::evidence)
                        .collect(Collectors.joining("; ", layer.label() + ": ", "")),
                cause,
                false,
                false);
        this.layer = layer;
        this.signals = List.copyOf(signals);
    }

    public Layer layer() {
        return layer;
    }

    public List<Signal> signals() {
        return signals;
    }
}
