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
    /** The same ones every time: a provider whose kind is another object would be opened anew. */
    private final List<ProviderKind<?>> kinds;

    public EmailDomain(Names names) {
        this.kinds = List.of(new Smtp(names));
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
        return kinds;
    }

    @Override
    public Grouping grouping() {
        return Grouping.ONE_GROUP;
    }
}
