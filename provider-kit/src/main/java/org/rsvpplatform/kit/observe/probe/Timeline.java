package org.rsvpplatform.kit.observe.probe;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.rsvpplatform.kit.observe.provider.Layer;
import org.rsvpplatform.kit.time.Ticker;

/** When opening a session reached which layer. */
final class Timeline {
    private final List<Layer> layers;
    private final Ticker ticker;
    private final long[] reachedAt;
    private int reached;

    Timeline(List<Layer> layers, Ticker ticker) {
        this.layers = layers;
        this.ticker = ticker;
        this.reachedAt = new long[layers.size() + 1];
        long now = ticker.nanos();
        Arrays.fill(reachedAt, now);
    }

    /** Takes one layer's outcome. */
    interface Recorder {
        void record(Layer layer, Outcome outcome, Duration took);
    }

    synchronized void reached(Layer layer) {
        int index = layers.contains(layer) ? layers.indexOf(layer) : layers.size();
        reached = index;
        long now = ticker.nanos();
        for (int i = Math.max(0, index); i < reachedAt.length; i++) {
            reachedAt[i] = now;
        }
    }

    /** All layers passed just now. */
    synchronized void passed(Recorder recorder) {
        reachedAt[layers.size()] = ticker.nanos();
        for (int i = 0; i < layers.size(); i++) {
            recorder.record(layers.get(i), Outcome.passed("answered"), took(i));
        }
    }

    /**
     * The layers before this one passed, it ended so, and the ones after it were not reached. A
     * server may also refuse a login for a reason of a deeper layer, such as capacity.
     */
    synchronized void ended(Layer at, Outcome outcome, Recorder recorder) {
        if (!layers.contains(at)) {
            refused(at, outcome, recorder);
            return;
        }
        int index = layers.indexOf(at);
        long now = ticker.nanos();
        for (int i = Math.max(0, index) + 1; i < reachedAt.length; i++) {
            reachedAt[i] = now;
        }
        for (int i = 0; i < layers.size(); i++) {
            if (i < index) {
                recorder.record(layers.get(i), Outcome.passed("answered"), took(i));
            } else if (i == index) {
                recorder.record(at, outcome, took(i));
            } else {
                recorder.record(
                        layers.get(i), Outcome.skipped("needs " + at.label()), Duration.ZERO);
            }
        }
    }

    private void refused(Layer at, Outcome outcome, Recorder recorder) {
        for (int i = 0; i < layers.size(); i++) {
            recorder.record(
                    layers.get(i),
                    i < reached
                            ? Outcome.passed("answered")
                            : Outcome.skipped("refused before: " + at.label()),
                    i < reached ? took(i) : Duration.ZERO);
        }
        recorder.record(at, outcome, Duration.ZERO);
    }

    private Duration took(int index) {
        return Duration.ofNanos(Math.max(0, reachedAt[index + 1] - reachedAt[index]));
    }
}
