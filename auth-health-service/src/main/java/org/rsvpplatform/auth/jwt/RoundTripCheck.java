package org.rsvpplatform.auth.jwt;

import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.build.Jwt;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.rsvpplatform.kit.observe.cause.Signal;
import org.rsvpplatform.kit.observe.probe.Check;
import org.rsvpplatform.kit.observe.probe.Outcome;
import org.rsvpplatform.kit.observe.provider.Layer;
import org.rsvpplatform.kit.time.Deadline;

/** Signs a token with the configured key and verifies it, as a login and the next request do. */
final class RoundTripCheck implements Check<SigningKey> {
    private static final String ISSUER = "rsvp-probe";

    private final Duration expiresIn;
    private final Clock clock;

    RoundTripCheck(Duration expiresIn, Clock clock) {
        this.expiresIn = expiresIn;
        this.clock = clock;
    }

    @Override
    public Layer layer() {
        return Layer.OPERATION;
    }

    @Override
    public Outcome ask(SigningKey key, Deadline deadline) {
        Instant now = clock.instant();
        String token =
                Jwt.issuer(ISSUER)
                        .issuedAt(now)
                        .expiresAt(now.plus(expiresIn))
                        .jws()
                        .algorithm(SignatureAlgorithm.valueOf(key.algorithm().name()))
                        .sign(key.key());
        key.trace().sent("a token of %d characters".formatted(token.length()));
        JwtConsumer consumer =
                new JwtConsumerBuilder()
                        .setVerificationKey(key.key())
                        .setExpectedIssuer(ISSUER)
                        .setRequireExpirationTime()
                        .setEvaluationTime(NumericDate.fromMilliseconds(now.toEpochMilli()))
                        .setJwsAlgorithmConstraints(
                                AlgorithmConstraints.ConstraintType.PERMIT, key.algorithm().name())
                        .build();
        try {
            consumer.processToClaims(token);
            return Outcome.passed("signed and verified a token with " + key.algorithm());
        } catch (InvalidJwtException e) {
            return Outcome.failed(new Signal.Text(e.getMessage()));
        }
    }
}
