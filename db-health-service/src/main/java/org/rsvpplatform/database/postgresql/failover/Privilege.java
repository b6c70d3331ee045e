package org.rsvpplatform.database.postgresql.failover;

import org.rsvpplatform.database.postgresql.connection.Sql;

/**
 * Something that a role may have.
 *
 * @param label as a person reads it
 * @param question a condition that is true for a current user who has it; all are for a superuser
 * @param grant the line that gives it, with {@code :role} as a name and {@code :name} as a text
 */
record Privilege(String label, String question, String grant) {

    /** Membership in one of the predefined roles. Source: PostgreSQL manual, 22.5. */
    static Privilege role(String predefined) {
        return new Privilege(
                predefined,
                "pg_catalog.pg_has_role('%s', 'USAGE')".formatted(predefined),
                "GRANT %s TO :role;".formatted(predefined));
    }

    static Privilege execute(String function) {
        return new Privilege(
                "EXECUTE on " + function.substring(0, function.indexOf('(')),
                "pg_catalog.has_function_privilege('pg_catalog.%s', 'EXECUTE')".formatted(function),
                "GRANT EXECUTE ON FUNCTION pg_catalog.%s TO :role;".formatted(function));
    }

    /** The line for this role. */
    String grantTo(String user) {
        return grant.replace(":role", Sql.identifier(user)).replace(":name", Sql.literal(user));
    }
}
