package org.rsvpplatform.database.connection;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.rsvpplatform.kit.observe.config.Section;
import org.rsvpplatform.kit.observe.provider.Layer;

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

    /** Whether no connection is made without it. */
    public boolean insists() {
        return mode != Mode.DISABLE && mode != Mode.PREFER;
    }

    /** As libpq has it: who names an authority wants it asked. */
    public Mode effective() {
        return mode == Mode.REQUIRE && authority.isPresent() ? Mode.VERIFY_CA : mode;
    }

    public boolean verifies() {
        return effective() == Mode.VERIFY_CA || effective() == Mode.VERIFY_FULL;
    }

    /** The layers that opening a session answers: both kinds negotiate TLS before the login. */
    public List<Layer> opening() {
        return mode == Mode.DISABLE
                ? List.of(Layer.DNS, Layer.CONNECT, Layer.PROTOCOL, Layer.AUTHENTICATION)
                : List.of(
                        Layer.DNS, Layer.CONNECT, Layer.PROTOCOL, Layer.TLS, Layer.AUTHENTICATION);
    }

    /** Reads {@code tls:}. */
    public static Tls of(Section section) {
        Mode mode = section.choice("mode", Mode.class).orElse(Mode.PREFER);
        return new Tls(mode, section.file("ca").optional().flatMap(ca -> pem(section, ca)));
    }

    private static Optional<String> pem(Section section, Path file) {
        try {
            String pem = Files.readString(file);
            if (pem.contains("-----BEGIN CERTIFICATE-----")) {
                Authorities.of(Optional.of(pem));
                return Optional.of(pem);
            }
            section.fault("ca", "holds no certificate", "name a PEM file with the authority's");
        } catch (IllegalArgumentException e) {
            section.fault(
                    "ca",
                    "holds what is no certificate",
                    "name a PEM file with the authority's certificates only");
        } catch (IOException e) {
            section.fault("ca", "can't be read", "let this process's user read it");
        }
        return Optional.empty();
    }
}
