package org.rsvpplatform.cli.output;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.rsvpplatform.cli.terminal.Style;
import org.rsvpplatform.cli.terminal.Table;
import org.rsvpplatform.cli.terminal.Words;

/**
 * The lines of one result, with what is needed to lay them out: width, decoration, and what time it
 * is.
 */
public final class Page {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
    private static final DateTimeFormatter DAY_AND_TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

    private final List<String> lines = new ArrayList<>();
    private final int width;
    private final Style style;
    private final Instant now;
    private final ZoneId zone;

    public Page(int width, Style style, Instant now, ZoneId zone) {
        this.width = width;
        this.style = style;
        this.now = now;
        this.zone = zone;
    }

    public Style style() {
        return style;
    }

    public List<String> lines() {
        boolean gapAtEnd = !lines.isEmpty() && lines.getLast().isEmpty();
        return List.copyOf(gapAtEnd ? lines.subList(0, lines.size() - 1) : lines);
    }

    void line(String text) {
        lines.add(text);
    }

    /** An empty line, unless nothing stands above it or there is one already. */
    void gap() {
        if (!lines.isEmpty() && !lines.getLast().isEmpty()) {
            lines.add("");
        }
    }

    /** A line that says how something ended, in the colour of the word, with a remark beside it. */
    public void outcome(String word, String text, String remark) {
        String plain = Words.harmless(text);
        lines.add(
                style.state(word, style.mark(word) + plain)
                        + (remark.isEmpty() ? "" : "  " + style.dim(remark)));
    }

    boolean hasRoomFor(Table table, String indent) {
        return table.fits(room(indent));
    }

    /** Columns beside an indent. */
    int room(String indent) {
        return width - indent.length();
    }

    void table(Table table, String indent) {
        for (String line : table.lines(width - indent.length(), style)) {
            lines.add(indent + line);
        }
    }

    /** A label, and beside it a text that goes on below itself. */
    void labelled(String indent, String label, int labelWidth, String text) {
        String beside = " ".repeat(indent.length() + labelWidth);
        boolean first = true;
        for (String part :
                Words.wrap(Words.harmless(text), Math.max(20, width - beside.length()))) {
            lines.add(
                    first
                            ? indent
                                    + style.dim(label)
                                    + " ".repeat(labelWidth - label.length())
                                    + part
                            : (beside + part).stripTrailing());
            first = false;
        }
    }

    /** A line to be copied: never broken, whatever the width. */
    void verbatim(String indent, String line) {
        for (String part : Words.harmless(line).split("\n", -1)) {
            lines.add(indent + style.cyan(part));
        }
    }

    /**
     * A point in time as the operator's clock shows it, with how long that is ago; the text itself
     * if it is no time.
     */
    String since(String time) {
        try {
            Instant at = Instant.parse(time);
            return "%s (%s)".formatted(clock(at), ago(at));
        } catch (DateTimeParseException e) {
            return time;
        }
    }

    /** As {@link #since}, without the age. */
    String at(String time) {
        // Most texts are no times; an exception for each would cost more than the rest of the page.
        if (time.length() < 20 || time.charAt(4) != '-' || time.charAt(10) != 'T') {
            return time;
        }
        try {
            return clock(Instant.parse(time));
        } catch (DateTimeParseException e) {
            return time;
        }
    }

    private String clock(Instant at) {
        boolean today = at.atZone(zone).toLocalDate().equals(now.atZone(zone).toLocalDate());
        return (today ? TIME : DAY_AND_TIME).format(at.atZone(zone));
    }

    private String ago(Instant at) {
        return lasting(Duration.between(at, now)) + " ago";
    }

    /** A duration in its two largest units. */
    static String lasting(Duration duration) {
        Duration d = duration.isNegative() ? Duration.ZERO : duration;
        if (d.toDays() > 0) {
            return "%d d %d h".formatted(d.toDays(), d.toHoursPart());
        }
        if (d.toHours() > 0) {
            return "%d h %d min".formatted(d.toHours(), d.toMinutesPart());
        }
        if (d.toMinutes() > 0) {
            return "%d min %d s".formatted(d.toMinutes(), d.toSecondsPart());
        }
        return "%d s".formatted(d.toSeconds());
    }
}
