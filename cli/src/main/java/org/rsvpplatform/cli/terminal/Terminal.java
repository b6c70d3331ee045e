package org.rsvpplatform.cli.terminal;

import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

/**
 * Where output goes, and what can be shown there. Results go to {@link #out}, everything that only
 * accompanies them (progress, errors, hints) to {@link #err}.
 */
public final class Terminal {
    private static final int WIDTH_OF_A_FILE = 100;
    private static final int NARROWEST = 40;

    private final PrintStream out;
    private final PrintStream err;
    private final Style style;
    private final Style errStyle;
    private final int width;
    private final boolean live;
    private final boolean screen;

    private Terminal(
            PrintStream out,
            PrintStream err,
            Style style,
            Style errStyle,
            int width,
            boolean live,
            boolean screen) {
        this.out = out;
        this.err = err;
        this.style = style;
        this.errStyle = errStyle;
        this.width = width;
        this.live = live;
        this.screen = screen;
    }

    /**
     * The process's own. The launcher says in {@code rsvp.tty} which of 0, 1 and 2 are terminals
     * (asking here would cost a tenth of a second), and in {@code rsvp.columns} how wide.
     */
    public static Terminal ofProcess(Map<String, String> environment) {
        String tty = System.getProperty("rsvp.tty", "");
        boolean dumb = environment.getOrDefault("TERM", "dumb").equals("dumb");
        boolean plain = !environment.getOrDefault("NO_COLOR", "").isEmpty() || dumb;
        boolean unicode = isUnicode(environment);
        return new Terminal(
                stream(FileDescriptor.out),
                stream(FileDescriptor.err),
                Style.of(tty.contains("1"), plain, unicode),
                Style.of(tty.contains("2"), plain, unicode),
                tty.contains("1") ? columns() : WIDTH_OF_A_FILE,
                tty.contains("2") && !dumb,
                tty.contains("0") && tty.contains("1") && !dumb);
    }

    /** One that writes elsewhere, for tests and rehearsals. */
    public static Terminal of(PrintStream out, PrintStream err, Style style, int width) {
        return new Terminal(out, err, style, style, width, false, false);
    }

    private static PrintStream stream(FileDescriptor descriptor) {
        return new PrintStream(
                new BufferedOutputStream(new FileOutputStream(descriptor), 8192),
                false,
                StandardCharsets.UTF_8);
    }

    private static boolean isUnicode(Map<String, String> environment) {
        for (String name : new String[] {"LC_ALL", "LC_CTYPE", "LANG"}) {
            String value = environment.getOrDefault(name, "");
            if (!value.isEmpty()) {
                String lower = value.toLowerCase(Locale.ROOT);
                return lower.contains("utf-8") || lower.contains("utf8");
            }
        }
        return false;
    }

    private static int columns() {
        int columns = Integer.getInteger("rsvp.columns", WIDTH_OF_A_FILE);
        return columns <= 0 ? WIDTH_OF_A_FILE : Math.max(columns, NARROWEST);
    }

    /** A line of the result. */
    public void print(String line) {
        out.print(line + "\n");
    }

    /** A line beside the result, shown at once. */
    public void note(String line) {
        out.flush();
        err.print(line + "\n");
        err.flush();
    }

    /** Replaces the line that is being shown; only where lines can be replaced. */
    public void live(String line) {
        if (live) {
            String shown = line.length() >= width ? line.substring(0, width - 1) : line;
            err.print("\r\u001b[K" + shown);
            err.flush();
        }
    }

    /** Takes the replaceable line away. */
    public void clearLive() {
        if (live) {
            err.print("\r\u001b[K");
            err.flush();
        }
    }

    /** Whether {@link #live} shows anything. */
    public boolean isLive() {
        return live;
    }

    /** Whether the whole screen can be drawn anew, and single keys can be read. */
    public boolean isScreen() {
        return screen;
    }

    /** How results may be decorated. */
    public Style style() {
        return style;
    }

    /** How notes may be decorated. */
    public Style noteStyle() {
        return errStyle;
    }

    /** Columns of the terminal; 100 where the output is none. */
    public int width() {
        return width;
    }

    /** Asks, and reads a line; only "yes" is one. */
    public boolean confirms(String question) {
        out.flush();
        err.print(question);
        err.flush();
        try {
            String answer =
                    new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
                            .readLine();
            return answer != null && answer.strip().equals("yes");
        } catch (IOException e) {
            return false;
        }
    }

    /** Writes out what is held back. Must be called before the process ends. */
    public void flush() {
        out.flush();
        err.flush();
    }
}
