package org.rsvpplatform.database.mysql.connection;

import java.util.Collection;
import java.util.stream.Collectors;

/** Quotes values for SQL. Source: MySQL's manual, 11.1.1 String Literals and 11.2 Names. */
public final class Sql {
    private Sql() {}

    /**
     * A string constant, whatever sql_mode says: where backslashes have a meaning they are doubled,
     * and where they have none nobody's name holds one.
     */
    public static String literal(String value) {
        return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'";
    }

    /** Several, for a list in parentheses. */
    public static String literals(Collection<String> texts) {
        return texts.stream().map(Sql::literal).collect(Collectors.joining(", "));
    }

    /** A name in backticks. */
    public static String identifier(String name) {
        return "`" + name.replace("`", "``") + "`";
    }
}
