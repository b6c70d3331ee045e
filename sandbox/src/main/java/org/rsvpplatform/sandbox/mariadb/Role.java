package org.rsvpplatform.sandbox.mariadb;

import java.util.List;
import java.util.stream.Collectors;

/** What a server of a pair is, as far as its variables tell. */
enum Role {
    /** Its commits wait for the replica before it takes any. */
    PRIMARY("rpl_semi_sync_master_enabled = ON", "read_only = OFF"),

    /** Its own commits wait for nobody: there is nobody to wait for. */
    REPLICA("rpl_semi_sync_master_enabled = OFF", "read_only = ON");

    private final List<String> variables;

    Role(String... variables) {
        this.variables = List.of(variables);
    }

    /** The lines of an option file that make a server start in this role. */
    String options() {
        return String.join("\n", variables) + "\n";
    }

    /** The statement that gives a running server this role, in the order given above. */
    String statement() {
        return variables.stream()
                .map("GLOBAL "::concat)
                .collect(Collectors.joining(", ", "SET ", ""));
    }
}
