package org.rsvpplatform.kit.observe.cause;

import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Fills values into lines to paste, so that no value can become more than a value. */
final class Placeholders {
    private static final Pattern PLACE =
            Pattern.compile("(?<![$\\w])\\{([a-z][A-Za-z]{0,30})(?::([^{}\"]{0,80}))?\\}");
    private static final Pattern SHELL_SAFE = Pattern.compile("[A-Za-z0-9_.:/@%+=,-]+");
    private static final Pattern PLAIN_IDENTIFIER =
            Pattern.compile("[a-z_][a-z0-9_]{0,62}|[0-9]{1,18}");
    private static final int LONGEST = 2000;

    private final String language;
    private final Map<String, String> facts;

    Placeholders(String language, Map<String, String> facts) {
        this.language = language;
        this.facts = facts;
    }

    String fill(String template) {
        return PLACE.matcher(template)
                .replaceAll(place -> Matcher.quoteReplacement(value(template, place)));
    }

    private String value(String template, MatchResult place) {
        String value = facts.get(place.group(1));
        if (!usable(value)) {
            // Our own default is written as the line needs it.
            return place.group(2) != null ? place.group(2) : "<" + place.group(1) + ">";
        }
        char before = place.start() == 0 ? ' ' : template.charAt(place.start() - 1);
        return switch (language) {
            case "sql" -> sql(value, before);
            case "shell" -> shell(value, before);
            case "json" -> value.replace("\\", "\\\\").replace("\"", "\\\"");
            default -> value;
        };
    }

    private boolean usable(String value) {
        // In a shell line a leading dash would be an option, quoted or not.
        boolean option = value != null && language.equals("shell") && value.startsWith("-");
        return value != null
                && !option
                && !value.isBlank()
                && value.length() <= LONGEST
                && value.chars().noneMatch(Character::isISOControl);
    }

    private String sql(String value, char before) {
        return switch (before) {
            case '\'' -> literal(value);
            case '"' -> value.replace("\"", "\"\"");
            case '`' -> value.replace("`", "``");
            default -> identifier(value);
        };
    }

    private String literal(String value) {
        // Only MySQL reads a backslash in a literal as an escape.
        String escaped = mysql() ? value.replace("\\", "\\\\") : value;
        return escaped.replace("'", "''");
    }

    private boolean mysql() {
        return "mysql".equals(facts.get("kind"));
    }

    private String identifier(String value) {
        boolean plain = PLAIN_IDENTIFIER.matcher(value).matches() && !ReservedWords.contains(value);
        if (plain) {
            return value;
        }
        return mysql()
                ? "`" + value.replace("`", "``") + "`"
                : "\"" + value.replace("\"", "\"\"") + "\"";
    }

    private static String shell(String value, char before) {
        if (SHELL_SAFE.matcher(value).matches()) {
            return value;
        }
        return switch (before) {
            case '\'' -> value.replace("'", "'\\''");
            case '"' -> value.replaceAll("[\\\\\"$`]", "\\\\$0");
            default -> "'" + value.replace("'", "'\\''") + "'";
        };
    }
}
