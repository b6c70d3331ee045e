package org.rsvpplatform.auth.jwt;

import java.time.Clock;
import java.time.Duration;
import org.rsvpplatform.kit.observe.config.Section;
import org.rsvpplatform.kit.observe.domain.ProviderKind;
import org.rsvpplatform.kit.observe.probe.Backend;
import org.rsvpplatform.kit.observe.provider.Provider;
import org.rsvpplatform.kit.redaction.Secret;

/** The key that the platform signs its tokens with. */
public final class JwtKeys implements ProviderKind<JwtKeys.Settings> {
    private final Clock clock;

    /** Algorithms with a shared secret; RFC 7518 section 3.2 asks for a key as long as the hash. */
    public enum Algorithm {
        HS256(32),
        HS384(48),
        HS512(64);

        private final int leastBytes;

        Algorithm(int leastBytes) {
            this.leastBytes = leastBytes;
        }

        /** The shortest secret that RFC 7518 allows, in bytes. */
        public int leastBytes() {
            return leastBytes;
        }
    }

    /**
     * @param expiresIn how long a token is valid
     */
    public record Settings(Secret secret, Duration expiresIn, Algorithm algorithm) {}

    public JwtKeys(Clock clock) {
        this.clock = clock;
    }

    @Override
    public String name() {
        return "jwt";
    }

    @Override
    public Settings settings(Section section) {
        return new Settings(
                section.secret("secret").orEnvironment("JWT_SECRET").orElse(Secret.of("")),
                section.duration("expiresIn").orElse(Duration.ofDays(7)),
                section.choice("algorithm", Algorithm.class).orElse(Algorithm.HS256));
    }

    @Override
    public Backend<?> backend(Provider provider, Settings settings) {
        return new JwtBackend(settings, clock);
    }
}
