package org.rsvpplatform.email;

import jakarta.inject.Singleton;
import java.util.List;
import org.rsvpplatform.email.smtp.Smtp;
import org.rsvpplatform.kit.observe.domain.Domain;
import org.rsvpplatform.kit.observe.domain.ProviderKind;
import org.rsvpplatform.kit.observe.probe.Names;

/** How invitations leave. */
@Singleton
public class EmailDomain implements Domain {
    private final Names names;

    public EmailDomain(Names names) {
        this.names = names;
    }

    @Override
    public String name() {
        return "email";
    }

    @Override
    public String commandPrefix() {
        return "email";
    }

    @Override
    public List<ProviderKind<?>> kinds() {
        return List.of(new Smtp(names));
    }

    @Override
    public Grouping grouping() {
        return Grouping.ONE_GROUP;
    }
}
