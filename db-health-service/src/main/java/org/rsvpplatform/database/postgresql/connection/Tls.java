package org.rsvpplatform.database.postgresql.connection;

import java.util.Optional;

/**
 * How a connection is encrypted. Source: libpq's sslmode.
 *
 * @param authority the certificates we trust, as PEM; without it the platform's own
 */
public record Tls(Mode mode, Optional<String> authority) {

    /** libpq's words, without {@code allow}. */
    public enum Mode {
        /** Never. */
        DISABLE,
        /** If the server offers it, whoever it is. */
        PREFER,
        /** Always; the certificate is looked at only when an authority is given. */
        REQUIRE,
        /** Always, with a certificate of a trusted authority. */
        VERIFY_CA,
        /** The same, and the certificate must be for the host we connect to. */
        VERIFY_FULL
    }

    /** As libpq has it: who names an authority wants it asked. */
    Mode effective() {
        return mode == Mode.REQUIRE && authority.isPresent() ? Mode.VERIFY_CA : mode;
    }

    boolean verifies() {
        return effective() == Mode.VERIFY_CA || effective() == Mode.VERIFY_FULL;
    }
}
