package org.rsvpplatform.database.capacity;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.rsvpplatform.database.connection.Door;
import org.rsvpplatform.database.inquiry.Place;
import org.rsvpplatform.kit.observe.cause.Signal;
import org.rsvpplatform.kit.observe.probe.Check;
import org.rsvpplatform.kit.observe.probe.Outcome;
import org.rsvpplatform.kit.observe.probe.Session;
import org.rsvpplatform.kit.observe.probe.Trace;
import org.rsvpplatform.kit.observe.provider.Layer;
import org.rsvpplatform.kit.time.Deadline;

/**
 * For how long is the server's certificate still good? It is looked at as any client sees it,
 * before a login; no observer is needed.
 */
public final class CertificateCheck<S extends Session> implements Check<S> {
    private static final Duration SELDOM = Duration.ofMinutes(5);
    private static final Duration EACH = Duration.ofMillis(500);

    private final Place place;
    private final Duration least;
    private final Clock clock;

    /**
     * @param least time that should be left
     */
    public CertificateCheck(Place place, Duration least, Clock clock) {
        this.place = place;
        this.least = least;
        this.clock = clock;
    }

    @Override
    public Layer layer() {
        return Layer.CAPACITY;
    }

    @Override
    public Optional<Duration> every() {
        return Optional.of(SELDOM);
    }

    @Override
    public Outcome ask(S session, Deadline deadline) throws InterruptedException {
        Optional<Deadline> spare = SpareTime.of(deadline, EACH);
        if (spare.isEmpty()) {
            return Outcome.skipped("no time was left for it in this probe");
        }
        Deadline own = spare.get();
        try {
            InetSocketAddress first = place.addresses(own).getFirst();
            try (Door door = place.doors().at(first, own, Trace.none())) {
                Door.Answer answer = door.ring(own);
                if (answer != Door.Answer.TLS) {
                    return Outcome.skipped(
                            answer == Door.Answer.NO_TLS
                                    ? "the server offers no TLS, so it has no certificate"
                                    : "the server did not say whether it offers TLS");
                }
                return door.certificate(own)
                        .map(this::judge)
                        .orElseGet(() -> Outcome.skipped("the server shows no certificate"));
            }
        } catch (IOException | TimeoutException e) {
            // Whether TLS works is what the layer tls answers.
            return Outcome.skipped("the certificate could not be looked at: " + e.getMessage());
        }
    }

    private Outcome judge(X509Certificate certificate) {
        Instant end = certificate.getNotAfter().toInstant();
        Duration left = Duration.between(clock.instant(), end);
        String name = certificate.getSubjectX500Principal().getName();
        if (left.isNegative()) {
            return ending("the server's certificate (%s) ended on %s".formatted(name, end), 0);
        }
        String seen =
                "the server's certificate (%s) ends in %d days, on %s"
                        .formatted(name, left.toDays(), end);
        return left.compareTo(least) > 0 ? Outcome.passed(seen) : ending(seen, left.toDays());
    }

    private static Outcome ending(String seen, long days) {
        return Outcome.degraded(
                new Signal.Fact("certificate-expiring", seen, Map.of("days", Long.toString(days))));
    }
}
