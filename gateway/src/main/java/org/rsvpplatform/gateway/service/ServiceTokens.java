package org.rsvpplatform.gateway.service;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.build.Jwt;
import io.smallrye.jwt.util.KeyUtils;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.rsvpplatform.gateway.settings.GatewaySettings;
import org.rsvpplatform.kit.serve.access.Roles;

/** Short-lived tokens that tell a service who asks through us and what they may do. */
@Singleton
public class ServiceTokens {
    private static final Logger LOG = Logger.getLogger(ServiceTokens.class);
    private static final Duration VALID = Duration.ofSeconds(60);
    private static final Duration RENEW_AFTER = Duration.ofSeconds(30);
    private static final int MOST_KEPT = 1000;

    /** The gateway itself, which follows the services. */
    public static final Bearer GATEWAY = new Bearer("gateway", Set.of(Roles.VIEWER));

    private final Optional<PrivateKey> key;
    private final Clock clock;
    private final Map<Bearer, Minted> minted = new ConcurrentHashMap<>();

    /** Who asks. */
    public record Bearer(String name, Set<String> roles) {
        /** The caller whose request we answer. */
        public static Bearer of(SecurityIdentity caller) {
            return new Bearer(caller.getPrincipal().getName(), caller.getRoles());
        }
    }

    private record Minted(String token, Instant at) {}

    public ServiceTokens(GatewaySettings settings, Clock clock) {
        this.key = settings.access().signingKey().flatMap(ServiceTokens::read);
        this.clock = clock;
    }

    private static Optional<PrivateKey> read(Path file) {
        try {
            return Optional.of(
                    KeyUtils.decodePrivateKey(Files.readString(file), SignatureAlgorithm.ES256));
        } catch (IOException | GeneralSecurityException e) {
            LOG.errorf(
                    "the signing key %s can't be read, so services will refuse us: %s",
                    file, e.getMessage());
            return Optional.empty();
        }
    }

    /** A token for this bearer; empty when there is no key to sign with. */
    Optional<String> tokenFor(Bearer bearer) {
        if (minted.size() > MOST_KEPT) {
            minted.clear();
        }
        return key.map(
                k -> minted.compute(bearer, (_, earlier) -> renew(k, bearer, earlier)).token());
    }

    private Minted renew(PrivateKey signingKey, Bearer bearer, Minted earlier) {
        Instant now = clock.instant();
        if (earlier != null && earlier.at().plus(RENEW_AFTER).isAfter(now)) {
            return earlier;
        }
        String token =
                Jwt.issuer("rsvp-gateway")
                        .audience("rsvp-services")
                        .upn(bearer.name())
                        .subject(bearer.name())
                        .groups(bearer.roles())
                        .issuedAt(now)
                        .expiresAt(now.plus(VALID))
                        .jws()
                        .algorithm(SignatureAlgorithm.ES256)
                        .sign(signingKey);
        return new Minted(token, now);
    }
}
