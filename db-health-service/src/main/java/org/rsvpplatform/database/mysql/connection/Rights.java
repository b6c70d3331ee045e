package org.rsvpplatform.database.mysql.connection;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an account may do, as {@code SHOW GRANTS} tells it. Source: the statement's output on
 * MariaDB, which includes the grants of the account's roles, and on MySQL, which names the roles
 * only.
 *
 * @param global privileges on everything
 * @param databases privileges by the pattern of a database's name
 * @param tables privileges by {@code database.table}
 * @param roles whether the account has roles whose grants were not told
 */
public record Rights(
        Set<String> global,
        Map<String, Set<String>> databases,
        Map<String, Set<String>> tables,
        boolean roles) {
    /** What the platform's programs do with their tables. */
    public static final List<String> NEEDED = List.of("SELECT", "INSERT", "UPDATE", "DELETE");

    private static final String NAME = "(\\*|`(?:[^`]|``)+`|\"(?:[^\"]|\"\")+\")";
    private static final Pattern GRANT =
            Pattern.compile(
                    "^(GRANT|REVOKE) (.+) ON (?:TABLE )?" + NAME + "\\." + NAME + " (?:TO|FROM) .*",
                    Pattern.DOTALL);

    /** Reads the lines. */
    public static Rights parse(List<String> lines) {
        Set<String> global = new LinkedHashSet<>();
        Map<String, Set<String>> databases = new HashMap<>();
        Map<String, Set<String>> tables = new HashMap<>();
        boolean roles = false;
        boolean rolesTold = false;
        for (String line : lines) {
            Matcher matcher = GRANT.matcher(line);
            if (!matcher.matches()) {
                roles |= line.startsWith("GRANT ") && !line.contains(" ON ");
                continue;
            }
            Set<String> words = words(matcher.group(2));
            Set<String> at = where(matcher.group(3), matcher.group(4), global, databases, tables);
            if (line.startsWith("GRANT")) {
                at.addAll(words);
            } else {
                at.addAll(words.stream().map(word -> "-" + word).toList());
            }
            // MariaDB tells the grants of a role under the role's own, hostless name.
            rolesTold |= line.matches("(?s).* TO `[^`@]+`( .*)?$");
        }
        return new Rights(global, databases, tables, roles && !rolesTold);
    }

    private static Set<String> where(
            String database,
            String table,
            Set<String> global,
            Map<String, Set<String>> databases,
            Map<String, Set<String>> tables) {
        if (database.equals("*")) {
            return global;
        }
        return table.equals("*")
                ? databases.computeIfAbsent(bare(database), d -> new LinkedHashSet<>())
                : tables.computeIfAbsent(
                        bare(database) + "." + bare(table), t -> new LinkedHashSet<>());
    }

    private static Set<String> words(String list) {
        Set<String> words = new LinkedHashSet<>();
        // A privilege on columns only is none on the table.
        for (String word : list.replaceAll("\\w+ \\([^)]*\\)", "").split(",")) {
            if (!word.isBlank()) {
                words.add(word.strip().toUpperCase(Locale.ROOT));
            }
        }
        return words;
    }

    private static String bare(String quoted) {
        String quote = quoted.substring(0, 1);
        return quoted.substring(1, quoted.length() - 1).replace(quote + quote, quote);
    }

    /** Which of these privileges the account does not have on everything. */
    public List<String> missingGlobally(List<String> privileges) {
        return privileges.stream().filter(word -> !holds(global, word)).toList();
    }

    /** What of {@link #NEEDED} the account may not do with this table. */
    public List<String> missing(String database, String table) {
        Set<String> own = tables.getOrDefault(database + "." + table, Set.of());
        List<String> missing = new ArrayList<>();
        for (String word : NEEDED) {
            if (!holds(own, word) && !inDatabase(database, word)) {
                missing.add(word);
            }
        }
        return missing;
    }

    private boolean inDatabase(String database, String word) {
        boolean revoked = databases.getOrDefault(database, Set.of()).contains("-" + word);
        return holds(global, word) && !revoked
                || databases.entrySet().stream()
                        .anyMatch(
                                entry ->
                                        like(entry.getKey(), database)
                                                && holds(entry.getValue(), word));
    }

    private static boolean holds(Set<String> words, String word) {
        return words.contains(word) || words.contains("ALL PRIVILEGES");
    }

    /**
     * A database's name in a grant is a pattern: {@code %} and {@code _}, with a backslash bare.
     */
    private static boolean like(String pattern, String name) {
        StringBuilder expression = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char letter = pattern.charAt(i);
            if (letter == '\\' && i + 1 < pattern.length()) {
                expression.append(Pattern.quote(pattern.substring(++i, i + 1)));
            } else {
                expression.append(
                        letter == '%'
                                ? ".*"
                                : letter == '_' ? "." : Pattern.quote(String.valueOf(letter)));
            }
        }
        return name.matches(expression.toString());
    }
}
