package org.rsvpplatform.kit.observe.domain;

import org.rsvpplatform.kit.observe.config.Section;
import org.rsvpplatform.kit.observe.probe.Backend;
import org.rsvpplatform.kit.observe.probe.Cadence;
import org.rsvpplatform.kit.observe.provider.Provider;

/**
 * One kind of backend: how it is configured and how it is reached.
 *
 * @param <S> its settings, a record: two that are equal mean the same clients can stay open
 */
public interface ProviderKind<S extends Record> {
    /** The word for it in {@code kind:}, such as {@code postgresql}. */
    String name();

    /** Reads its own settings; whatever is wrong with them becomes a fault of the section. */
    S settings(Section section);

    /** Opens what it needs for as long as these settings stand. */
    Backend<?> backend(Provider provider, S settings);

    /** True when a section without {@code kind:} looks like one of ours. */
    default boolean recognises(Section section) {
        return false;
    }

    /** How often to look, unless the configuration says otherwise. */
    default Cadence cadence() {
        return Cadence.DEFAULT;
    }
}
