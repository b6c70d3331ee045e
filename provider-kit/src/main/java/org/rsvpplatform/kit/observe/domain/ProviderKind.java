package org.rsvpplatform.kit.observe.domain;

import java.util.Set;
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

    /**
     * What a standby has from the head of its group when its own section leaves it out, such as
     * {@code database}: it is a copy, so most of it is the same.
     */
    default Set<String> sharedInGroup() {
        return Set.of();
    }

    /** How often to look, unless the configuration says otherwise. */
    default Cadence cadence() {
        return Cadence.DEFAULT;
    }
}
