package org.rsvpplatform.email.smtp;

import java.util.List;
import java.util.Locale;
import org.rsvpplatform.kit.observe.cause.Signal;
import org.rsvpplatform.kit.observe.probe.Check;
import org.rsvpplatform.kit.observe.probe.Outcome;
import org.rsvpplatform.kit.observe.provider.Layer;
import org.rsvpplatform.kit.time.Deadline;

/** Asks whether the server offers a login at all, now or after STARTTLS. Source: RFC 4954. */
final class LoginOfferedCheck implements Check<SmtpSession> {
    @Override
    public Layer layer() {
        return Layer.AUTHENTICATION;
    }

    @Override
    public Outcome ask(SmtpSession session, Deadline deadline) {
        List<String> offers =
                session.extensions().stream()
                        .map(e -> e.toUpperCase(Locale.ROOT))
                        .filter(e -> e.startsWith("AUTH ") || e.equals("STARTTLS"))
                        .toList();
        return offers.isEmpty()
                ? Outcome.failed(
                        new Signal.Fact(
                                "auth-not-offered", "the server offers neither AUTH nor STARTTLS"))
                : Outcome.passed("offers " + String.join(", ", offers));
    }
}
