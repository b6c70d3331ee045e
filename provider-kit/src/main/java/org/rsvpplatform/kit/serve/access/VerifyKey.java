package org.rsvpplatform.kit.serve.access;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * The gateway's public key must be readable when a service starts. The JWT library reads it with
 * the first token only, and would answer each request with an error of ours from then on.
 */
@Singleton
public class VerifyKey {
    private static final Logger LOG = Logger.getLogger(VerifyKey.class);
    private static final String SETTING = "rsvp.access.verify-key (RSVP_ACCESS_VERIFY_KEY)";
    private static final String BEGIN = "-----BEGIN PUBLIC KEY-----";
    private static final String END = "-----END PUBLIC KEY-----";

    /** Before the store is opened and anything is watched. */
    void check(
            @Observes @Priority(1) StartupEvent event,
            @ConfigProperty(name = "rsvp.access.verify-key") Path file) {
        try {
            mustBeUsable(file);
        } catch (IllegalStateException e) {
            // Else it would stand below the application server's own stack trace.
            LOG.error(e.getMessage());
            throw e;
        }
    }

    /**
     * @throws IllegalStateException with the fix, when the file holds no public EC key that we can
     *     read
     */
    static void mustBeUsable(Path file) {
        try {
            String text = Files.readString(file, StandardCharsets.US_ASCII);
            int begin = text.indexOf(BEGIN);
            int end = text.indexOf(END);
            if (begin < 0 || end < begin) {
                throw unusable(file, "is no PEM file with a public key", null);
            }
            byte[] key =
                    Base64.getMimeDecoder().decode(text.substring(begin + BEGIN.length(), end));
            KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(key));
        } catch (NoSuchFileException e) {
            throw unusable(file, "does not exist", e);
        } catch (AccessDeniedException e) {
            throw unusable(file, "can't be read: permission denied", e);
        } catch (IOException e) {
            throw unusable(file, "can't be read: " + e.getMessage(), e);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw unusable(file, "holds no EC public key", e);
        }
    }

    private static IllegalStateException unusable(Path file, String problem, Exception cause) {
        return new IllegalStateException(
                "%s: %s %s; name the PEM file with the gateway's public key (EC P-256)"
                        .formatted(SETTING, file, problem),
                cause);
    }
}
