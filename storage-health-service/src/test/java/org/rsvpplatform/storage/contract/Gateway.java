package org.rsvpplatform.storage.contract;

import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.build.Jwt;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Set;

/** Signs tokens as the gateway does. */
final class Gateway {
    /** The one whose public key the service under test is given. */
    static final Gateway OURS = new Gateway();

    private final KeyPair keys;

    Gateway() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            keys = generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    String publicKey() {
        String body =
                Base64.getMimeEncoder(64, new byte[] {'\n'})
                        .encodeToString(keys.getPublic().getEncoded());
        return "-----BEGIN PUBLIC KEY-----\n" + body + "\n-----END PUBLIC KEY-----\n";
    }

    String token(String... roles) {
        return token("rsvp-services", Duration.ofMinutes(1), roles);
    }

    String token(String audience, Duration valid, String... roles) {
        Instant now = Instant.now();
        return Jwt.issuer("rsvp-gateway")
                .audience(audience)
                .upn("ada")
                .groups(Set.of(roles))
                .issuedAt(now.minus(Duration.ofHours(1)))
                .expiresAt(now.plus(valid))
                .jws()
                .algorithm(SignatureAlgorithm.ES256)
                .sign(keys.getPrivate());
    }
}
