package org.rsvpplatform.kit.observe.probe;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.rsvpplatform.kit.time.Millis;
import org.rsvpplatform.kit.time.Ticker;

/** What was sent and received in one probe, with its time; kept only when somebody asked for it. */
public final class Trace {
    private static final int MOST_LINES = 200;
    private static final int LONGEST_LINE = 500;

    private static final Trace NONE = new Trace(() -> 0, false);

    private final Ticker ticker;
    private final long start;
    private final List<Line> lines;

    private Trace(Ticker ticker, boolean kept) {
        this.ticker = ticker;
        this.start = ticker.nanos();
        this.lines = kept ? new ArrayList<>() : null;
    }

    /**
     * One line of a trace.
     *
     * @param atMs milliseconds since the probe began
     */
    public record Line(double atMs, String text) {}

    public static Trace kept(Ticker ticker) {
        return new Trace(ticker, true);
    }

    /** A trace that keeps nothing, for the probes nobody debugs. */
    public static Trace none() {
        return NONE;
    }

    public void sent(String what) {
        add("> " + what);
    }

    public void received(String what) {
        add("< " + what);
    }

    public void note(String what) {
        add("  " + what);
    }

    private void add(String text) {
        if (lines == null) {
            return;
        }
        synchronized (lines) {
            if (lines.size() < MOST_LINES) {
                double at = Millis.of(Duration.ofNanos(ticker.nanos() - start));
                lines.add(
                        new Line(
                                at,
                                text.length() > LONGEST_LINE
                                        ? text.substring(0, LONGEST_LINE) + "…"
                                        : text));
            }
        }
    }

    public List<Line> lines() {
        if (lines == null) {
            return List.of();
        }
        synchronized (lines) {
            return List.copyOf(lines);
        }
    }
}
