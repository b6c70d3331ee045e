package org.rsvpplatform.kit.observe.domain;

import org.rsvpplatform.kit.observe.probe.Backend;
import org.rsvpplatform.kit.observe.probe.Cadence;
import org.rsvpplatform.kit.observe.provider.Provider;

/**
 * A provider as the configuration has it. Two that are equal need no new clients.
 *
 * @param kind opens its backend
 * @param settings what only its kind understands
 */
public record Configured<S extends Record>(
        Provider provider, ProviderKind<S> kind, S settings, Cadence cadence) {

    Backend<?> open() {
        return kind.backend(provider, settings);
    }
}
