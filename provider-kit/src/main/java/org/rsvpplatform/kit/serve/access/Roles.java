package org.rsvpplatform.kit.serve.access;

import java.util.Set;

/** The roles, as they stand in tokens and in {@code @RolesAllowed}. */
public final class Roles {
    /** May look. */
    public static final String VIEWER = "viewer";

    /** May look and run commands that change something. */
    public static final String OPERATOR = "operator";

    /** May do everything. */
    public static final String ADMIN = "admin";

    /** One of the platform's own programs: reports observations, asks who is active. */
    public static final String PLATFORM = "platform";

    private Roles() {}

    /** A role with those that it includes; none for a word that is not a role. */
    public static Set<String> including(String role) {
        return switch (role) {
            case VIEWER -> Set.of(VIEWER);
            case OPERATOR -> Set.of(VIEWER, OPERATOR);
            case ADMIN -> Set.of(VIEWER, OPERATOR, ADMIN);
            case PLATFORM -> Set.of(PLATFORM);
            default -> Set.of();
        };
    }
}
