package org.rsvpplatform.database.postgresql.connection;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Of how many standbys, and of which, a primary's commits wait. Source: PostgreSQL manual,
 * synchronous_standby_names.
 *
 * @param count how many of them must confirm
 * @param names in lower case, as the server compares them; {@code *} is anybody
 */
public record SynchronousNames(long count, List<String> names) {
    private static final Pattern COUNTED =
            Pattern.compile("(?is)(?:first\\s+|any\\s+)?(\\d{1,9})\\s*\\((.*)\\)");
    private static final Pattern NAME = Pattern.compile("\"((?:[^\"]|\"\")*)\"|[^\\s,\"]+");

    /** Reads {@code synchronous_standby_names}. */
    public static SynchronousNames parse(String setting) {
        Matcher counted = COUNTED.matcher(setting.strip());
        return counted.matches()
                ? new SynchronousNames(Long.parseLong(counted.group(1)), list(counted.group(2)))
                : new SynchronousNames(1, list(setting));
    }

    private static List<String> list(String text) {
        List<String> names = new ArrayList<>();
        Matcher name = NAME.matcher(text);
        while (name.find()) {
            String written =
                    name.group(1) == null ? name.group() : name.group(1).replace("\"\"", "\"");
            names.add(written.toLowerCase(Locale.ROOT));
        }
        return names;
    }

    /**
     * Whether enough of those that are named are there.
     *
     * @param streaming application names of the standbys that are connected
     */
    boolean enough(List<String> streaming) {
        return streaming.stream()
                        .map(name -> name.toLowerCase(Locale.ROOT))
                        .filter(name -> names.contains("*") || names.contains(name))
                        .count()
                >= count;
    }

    /** Whether no commit does without this one: all that are named are needed. */
    public boolean needs(String standby) {
        return names.contains(standby.toLowerCase(Locale.ROOT))
                && !names.contains("*")
                && count >= names.stream().distinct().count();
    }
}
