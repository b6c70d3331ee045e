package org.rsvpplatform.kit.observe.cause;

import java.util.Locale;
import java.util.Set;

/** Words that PostgreSQL or MySQL would not take as a bare name. */
public final class ReservedWords {
    private static final Set<String> ALL =
            Set.of(
                    "all",
                    "analyze",
                    "and",
                    "any",
                    "array",
                    "as",
                    "case",
                    "check",
                    "column",
                    "constraint",
                    "create",
                    "current_user",
                    "database",
                    "default",
                    "delete",
                    "desc",
                    "distinct",
                    "do",
                    "else",
                    "end",
                    "except",
                    "false",
                    "fetch",
                    "for",
                    "foreign",
                    "from",
                    "grant",
                    "group",
                    "groups",
                    "having",
                    "in",
                    "index",
                    "insert",
                    "into",
                    "key",
                    "leading",
                    "like",
                    "limit",
                    "not",
                    "null",
                    "offset",
                    "on",
                    "only",
                    "or",
                    "order",
                    "primary",
                    "public",
                    "references",
                    "role",
                    "schema",
                    "select",
                    "session_user",
                    "set",
                    "some",
                    "system",
                    "table",
                    "then",
                    "to",
                    "true",
                    "union",
                    "unique",
                    "update",
                    "user",
                    "using",
                    "values",
                    "when",
                    "where",
                    "window",
                    "with");

    private ReservedWords() {}

    public static boolean contains(String word) {
        return ALL.contains(word.toLowerCase(Locale.ROOT));
    }
}
