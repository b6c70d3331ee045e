package org.rsvpplatform.email.smtp;

import java.time.Duration;
import java.util.Optional;
import org.rsvpplatform.kit.observe.config.Section;
import org.rsvpplatform.kit.observe.domain.ProviderKind;
import org.rsvpplatform.kit.observe.probe.Backend;
import org.rsvpplatform.kit.observe.probe.Cadence;
import org.rsvpplatform.kit.observe.probe.Names;
import org.rsvpplatform.kit.observe.provider.Provider;
import org.rsvpplatform.kit.redaction.Secret;

/** A mail server that takes submissions. */
public final class Smtp implements ProviderKind<Smtp.Settings> {
    /** Mail servers count connections and greet slowly on purpose: seldom, and with patience. */
    static final Cadence CADENCE =
            Cadence.DEFAULT.every(Duration.ofSeconds(30)).within(Duration.ofSeconds(5));

    private final Names names;

    /**
     * @param secure TLS from the first byte (port 465); else the server may offer STARTTLS
     * @param login what to log in with; empty when the server takes mail without
     */
    public record Settings(
            String host, int port, boolean secure, Optional<Login> login, Optional<String> from) {}

    public record Login(String user, Secret password) {}

    public Smtp(Names names) {
        this.names = names;
    }

    @Override
    public String name() {
        return "smtp";
    }

    @Override
    public boolean recognises(Section section) {
        return section.has("host");
    }

    @Override
    public Settings settings(Section section) {
        boolean secure = section.flag("secure").orElse(false);
        return new Settings(
                section.host("host").required(),
                section.port("port").orElse(secure ? 465 : 587),
                secure,
                section.section("auth").map(Smtp::login),
                section.text("from").optional());
    }

    private static Login login(Section auth) {
        return new Login(auth.text("user").required(), auth.secret("pass").required());
    }

    @Override
    public Cadence cadence() {
        return CADENCE;
    }

    @Override
    public Backend<?> backend(Provider provider, Settings settings) {
        return new SmtpBackend(settings, names);
    }
}
