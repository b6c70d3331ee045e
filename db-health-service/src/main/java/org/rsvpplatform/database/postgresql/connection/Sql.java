package org.rsvpplatform.database.postgresql.connection;

import java.util.Collection;
import java.util.stream.Collectors;
import org.rsvpplatform.kit.observe.cause.ReservedWords;

/** Quotes values for SQL. Source: PostgreSQL's manual, 4.1 Lexical Structure. */
public final class Sql {
    private Sql() {}

    /** A string constant that means the same whatever standard_conforming_strings says. */
    public static String literal(String value) {
        String quoted = value.replace("'", "''");
        return quoted.indexOf('\\') < 0
                ? "'" + quoted + "'"
                : "E'" + quoted.replace("\\", "\\\\") + "'";
    }

    /** Several, for a list in parentheses. */
    public static String literals(Collection<String> texts) {
        return texts.stream().map(Sql::literal).collect(Collectors.joining(", "));
    }

    /** A name, always quoted unless it is plainly a plain one. */
    public static String identifier(String name) {
        boolean plain = name.matches("[a-z_][a-z0-9_]{0,62}") && !ReservedWords.contains(name);
        return plain ? name : "\"" + name.replace("\"", "\"\"") + "\"";
    }
}
