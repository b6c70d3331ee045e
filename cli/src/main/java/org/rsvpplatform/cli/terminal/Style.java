package org.rsvpplatform.cli.terminal;

/**
 * Colours and symbols, or none: a file, a pipe, {@code NO_COLOR} and a dumb terminal get words
 * only.
 */
public record Style(boolean colours, boolean symbols) {

    /** Words only. */
    public static final Style PLAIN = new Style(false, false);

    static Style of(boolean terminal, boolean plain, boolean unicode) {
        return new Style(terminal && !plain, terminal && unicode);
    }

    public String bold(String text) {
        return wrapped("1", text);
    }

    public String dim(String text) {
        return wrapped("2", text);
    }

    public String red(String text) {
        return wrapped("31", text);
    }

    public String green(String text) {
        return wrapped("32", text);
    }

    public String yellow(String text) {
        return wrapped("33", text);
    }

    public String cyan(String text) {
        return wrapped("36", text);
    }

    /** The colour of a state, an outcome or a verdict; unknown words stay as they are. */
    public String state(String word, String text) {
        return switch (word) {
            case "UP", "passed", "succeeded", "good", "valid", "ok" -> green(text);
            case "DEGRADED",
                    "degraded",
                    "warning",
                    "refused",
                    "rolled-back",
                    "cancelled",
                    "running" ->
                    yellow(text);
            case "DOWN", "failed", "timed-out", "bad", "invalid", "halted", "error" -> red(text);
            case "UNKNOWN", "unknown" -> bold(yellow(text));
            case "skipped" -> dim(text);
            default -> text;
        };
    }

    /** A mark before a state, where symbols can be shown; else nothing. */
    public String mark(String word) {
        if (!symbols) {
            return "";
        }
        return switch (word) {
            case "UP", "passed", "succeeded", "good", "valid", "ok" -> "✔ ";
            case "DEGRADED", "degraded", "warning", "refused", "rolled-back", "cancelled" -> "▲ ";
            case "DOWN", "failed", "timed-out", "bad", "invalid", "halted", "error" -> "✖ ";
            case "UNKNOWN", "unknown" -> "? ";
            case "skipped" -> "· ";
            default -> "";
        };
    }

    private String wrapped(String code, String text) {
        return colours && !text.isEmpty() ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
