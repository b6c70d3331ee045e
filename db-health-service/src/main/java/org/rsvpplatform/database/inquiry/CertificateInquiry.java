package org.rsvpplatform.database.inquiry;

import java.net.InetSocketAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.rsvpplatform.database.connection.Door;
import org.rsvpplatform.kit.observe.cause.Finding;
import org.rsvpplatform.kit.observe.probe.Failure;
import org.rsvpplatform.kit.observe.probe.Inquiry;
import org.rsvpplatform.kit.observe.probe.Trace;
import org.rsvpplatform.kit.time.Deadline;

/** What certificate the server shows: evidence for whoever renews it. */
public final class CertificateInquiry implements Inquiry {
    private final Place place;
    private final Clock clock;

    public CertificateInquiry(Place place, Clock clock) {
        this.place = place;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "certificate";
    }

    @Override
    public Set<String> about() {
        return Set.of("db.tls-failed");
    }

    @Override
    public Finding look(Failure failure, Deadline deadline, Trace trace) throws Exception {
        InetSocketAddress first = place.addresses(deadline).getFirst();
        try (Door door = place.doors().at(first, deadline, trace)) {
            Door.Answer answer = door.ring(deadline);
            if (answer == Door.Answer.NO_TLS) {
                return evidence(
                        "the server at %s offers no TLS".formatted(place.endpoint().address()));
            }
            if (answer != Door.Answer.TLS) {
                return null;
            }
            Optional<X509Certificate> shown = door.certificate(deadline);
            return shown.isEmpty() ? null : evidence(described(shown.get()));
        }
    }

    private String described(X509Certificate certificate) {
        Instant from = certificate.getNotBefore().toInstant();
        Instant to = certificate.getNotAfter().toInstant();
        Instant now = clock.instant();
        String when =
                now.isAfter(to)
                        ? ", which is over"
                        : now.isBefore(from) ? ", which is to come" : "";
        return "the server shows a certificate for %s (%s), issued by %s, valid from %s to %s%s"
                .formatted(
                        certificate.getSubjectX500Principal().getName(),
                        names(certificate),
                        certificate.getIssuerX500Principal().getName(),
                        from,
                        to,
                        when);
    }

    private static String names(X509Certificate certificate) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names == null
                    ? "no other names"
                    : names.stream()
                            .limit(8)
                            .map(name -> String.valueOf(name.get(1)))
                            .collect(Collectors.joining(", "));
        } catch (CertificateParsingException e) {
            return "names that can't be read";
        }
    }

    private Finding evidence(String seen) {
        return new Finding(name(), Set.of(), Set.of(), seen, place.host().facts());
    }
}
