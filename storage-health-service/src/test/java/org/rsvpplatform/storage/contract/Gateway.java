package org.rsvpplatform.storage.contract;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.lang.JoseException;

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
        JwtClaims claims = new JwtClaims();
        claims.setIssuer("rsvp-gateway");
        claims.setAudience(audience);
        claims.setSubject("ada");
        claims.setClaim("upn", "ada");
        claims.setStringListClaim("groups", roles);
        claims.setGeneratedJwtId();
        claims.setIssuedAt(NumericDate.fromSeconds(now() - 3600));
        claims.setExpirationTime(NumericDate.fromSeconds(now() + valid.toSeconds()));
        JsonWebSignature token = new JsonWebSignature();
        token.setPayload(claims.toJson());
        token.setKey(keys.getPrivate());
        token.setAlgorithmHeaderValue(AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256);
        try {
            return token.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long now() {
        return Instant.now().getEpochSecond();
    }
}
