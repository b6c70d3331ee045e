package org.rsvpplatform.cli.terminal;

import java.time.Duration;
import java.util.Locale;

/**
 * Tells what is being waited for: on a terminal in one line that changes, elsewhere only what has
 * been done.
 */
public final class Progress {
    private final Terminal terminal;
    private final long begun = System.nanoTime();

    public Progress(Terminal terminal) {
        this.terminal = terminal;
    }

    /** What is going on now. */
    public synchronized void doing(String what) {
        terminal.live("… " + what + "  " + seconds(elapsed()));
    }

    /** Something has been done; it stays on the screen. */
    public synchronized void done(String what, String detail) {
        terminal.clearLive();
        Style style = terminal.noteStyle();
        terminal.note("%s%-12s %s".formatted(style.green(style.mark("good")), what, detail));
    }

    /** A line that stays. */
    public synchronized void say(String line) {
        terminal.clearLive();
        terminal.note(line);
    }

    /** Time since this began. */
    public Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    /** A duration as seconds with one decimal. */
    public static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }
}
