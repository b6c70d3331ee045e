package org.rsvpplatform.auth.jwt;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.rsvpplatform.kit.observe.cause.Signal;
import org.rsvpplatform.kit.observe.probe.Backend;
import org.rsvpplatform.kit.observe.probe.Check;
import org.rsvpplatform.kit.observe.probe.LayerFailure;
import org.rsvpplatform.kit.observe.probe.Probing;
import org.rsvpplatform.kit.observe.provider.Layer;

/** A signing key under watch. There is no server: what opens is the key. */
final class JwtBackend implements Backend<SigningKey> {
    private final JwtKeys.Settings settings;
    private final List<Check<SigningKey>> checks;

    JwtBackend(JwtKeys.Settings settings, Clock clock) {
        this.settings = settings;
        this.checks = List.of(new RoundTripCheck(settings.expiresIn(), clock));
    }

    @Override
    public List<Layer> opening() {
        return List.of(Layer.CONFIG);
    }

    @Override
    public SigningKey open(Probing probing) throws LayerFailure {
        byte[] secret = settings.secret().reveal().getBytes(StandardCharsets.UTF_8);
        int least = settings.algorithm().leastBytes();
        if (secret.length == 0) {
            throw new LayerFailure(
                    Layer.CONFIG, new Signal.Fact("jwt-secret-missing", "no secret is configured"));
        }
        if (secret.length < least) {
            throw new LayerFailure(
                    Layer.CONFIG,
                    new Signal.Fact(
                            "jwt-secret-weak",
                            "the secret has %d bytes, and %s needs at least %d"
                                    .formatted(secret.length, settings.algorithm(), least)));
        }
        probing.trace()
                .note(
                        "%s with a secret of %d bytes"
                                .formatted(settings.algorithm(), secret.length));
        SecretKey key =
                new SecretKeySpec(
                        secret, "Hmac" + settings.algorithm().name().replace("HS", "SHA"));
        return new SigningKey(key, settings.algorithm(), probing.trace());
    }

    @Override
    public List<Check<SigningKey>> checks() {
        return checks;
    }

    @Override
    public Signal signal(Throwable thrown) {
        return new Signal.Text(String.valueOf(thrown.getMessage()));
    }

    @Override
    public Map<String, String> facts() {
        return Map.of("algorithm", settings.algorithm().name());
    }
}
