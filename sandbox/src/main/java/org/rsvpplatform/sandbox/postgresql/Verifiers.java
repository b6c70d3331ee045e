package org.rsvpplatform.sandbox.postgresql;

import java.util.List;
import java.util.stream.Collectors;

/** The passwords of our roles as the server keeps them, to see whether one was changed. */
record Verifiers(List<List<String>> roles) {
    private static final String QUERY =
            """
            SELECT rolname, rolpassword FROM pg_authid
            WHERE rolname IN ('rsvp', 'rsvp_observer', 'rsvp_replication')
              AND rolcanlogin AND rolconnlimit = -1
              AND (rolvaliduntil IS NULL OR rolvaliduntil > now())
              AND NOT EXISTS (SELECT FROM pg_db_role_setting)
            ORDER BY 1
            """;

    static Verifiers read(Sql sql) {
        return new Verifiers(sql.rows(QUERY));
    }

    /** Statements that put the roles back. */
    String restore() {
        return roles.stream()
                .map(
                        role ->
                                """
                                ALTER ROLE %1$s LOGIN CONNECTION LIMIT -1 VALID UNTIL 'infinity'
                                    PASSWORD '%2$s';
                                ALTER ROLE %1$s RESET ALL;
                                """
                                        .formatted(role.get(0), role.get(1)))
                .collect(Collectors.joining("", "", "ALTER DATABASE rsvp RESET ALL"));
    }
}
