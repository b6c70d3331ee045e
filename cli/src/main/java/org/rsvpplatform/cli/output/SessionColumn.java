package org.rsvpplatform.cli.output;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.rsvpplatform.cli.json.Json;
import org.rsvpplatform.cli.terminal.Style;
import org.rsvpplatform.cli.terminal.Table.Cell;
import org.rsvpplatform.cli.terminal.Words;

/** The columns of a table of sessions, from left to right. */
enum SessionColumn {
    PROVIDER("PROVIDER", 18),
    PID("PID", 10),
    USER("USER", 14),
    APPLICATION("APPLICATION", 20),
    DATABASE("DATABASE", 14),
    CLIENT("CLIENT", 21),
    STATE("STATE", 27),
    /** How long it has been in its state. */
    AGE("AGE", 8),
    TRANSACTION("TRANSACTION", 11),
    WAIT("WAIT", 8),
    BLOCKED_BY("BLOCKED BY", 16),
    WAITS_FOR("WAITS FOR", 24),
    /** What is left of the line is its. */
    STATEMENT("STATEMENT", Integer.MAX_VALUE);

    /** Where there is no room for all, these go, one after the other; who blocks whom stays. */
    static final List<SessionColumn> DISPENSABLE = List.of(CLIENT, WAITS_FOR, DATABASE, USER);

    /** Shown even where no session has anything in them; MariaDB may not know applications. */
    static final Set<SessionColumn> ALWAYS =
            EnumSet.of(PID, STATE, AGE, TRANSACTION, WAIT, STATEMENT);

    private static final int MINUTE = 60;
    private static final int HOUR = 60 * MINUTE;
    private static final int DAY = 24 * HOUR;

    private final String heading;
    private final int widest;

    SessionColumn(String heading, int widest) {
        this.heading = heading;
        this.widest = widest;
    }

    String heading() {
        return heading;
    }

    /** How wide it may become. */
    int widest() {
        return widest;
    }

    Cell cell(Json session, Style style) {
        return new Cell(Words.harmless(text(session)).replace('\n', ' '), colour(session, style));
    }

    private String text(Json session) {
        return switch (this) {
            case PROVIDER -> session.text("provider");
            case PID -> session.text("pid");
            case USER -> session.text("user");
            case APPLICATION -> session.text("application");
            case DATABASE -> session.text("database");
            case CLIENT -> session.text("client");
            case STATE -> session.text("state");
            case AGE -> lasting(session.get("stateSeconds").number(0));
            case TRANSACTION -> unlessNone(session.get("transactionSeconds").number(0));
            case WAIT -> unlessNone(session.get("lockWaitSeconds").number(0));
            case BLOCKED_BY ->
                    session.get("blockedBy").items().stream()
                            .map(Json::text)
                            .collect(Collectors.joining(", "));
            case WAITS_FOR -> session.text("waitsFor");
            case STATEMENT -> session.text("statement");
        };
    }

    private UnaryOperator<String> colour(Json session, Style style) {
        return switch (this) {
            case STATE -> state(session.text("state"), style);
            case WAIT, BLOCKED_BY -> style::red;
            default -> UnaryOperator.identity();
        };
    }

    private static UnaryOperator<String> state(String state, Style style) {
        if (state.equals("active")) {
            return style::green;
        }
        return state.startsWith("idle-in-transaction") ? style::yellow : UnaryOperator.identity();
    }

    private static String unlessNone(double seconds) {
        return seconds > 0 ? lasting(seconds) : "";
    }

    /** A duration in few letters, with its two largest units. */
    static String lasting(double seconds) {
        long whole = (long) seconds;
        if (whole < 10) {
            return String.format(Locale.ROOT, "%.1fs", seconds);
        }
        if (whole < 2 * MINUTE) {
            return whole + "s";
        }
        if (whole < 2 * HOUR) {
            return "%dm%02ds".formatted(whole / MINUTE, whole % MINUTE);
        }
        return whole < 2 * DAY
                ? "%dh%02dm".formatted(whole / HOUR, whole % HOUR / MINUTE)
                : "%dd%02dh".formatted(whole / DAY, whole % DAY / HOUR);
    }
}
