package org.rsvpplatform.kit.observe.domain;

import org.rsvpplatform.kit.observe.probe.Backend;
import org.rsvpplatform.kit.observe.probe.Cadence;
import org.rsvpplatform.kit.observe.provider.Provider;
import org.rsvpplatform.kit.observe.provider.Role;

/**
 * A provider as the configuration has it. Two that are equal need no new clients.
 *
 * @param kind opens its backend
 * @param settings what only its kind understands
 */
public record Configured<S extends Record>(
        Provider provider, ProviderKind<S> kind, S settings, Cadence cadence) {

    /** The same in another role. */
    Configured<S> as(Role role) {
        return provider.role() == role
                ? this
                : new Configured<>(provider.as(role), kind, settings, cadence);
    }

    Backend<?> open() {
        return kind.backend(provider, settings);
    }
}
