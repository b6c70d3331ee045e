package org.rsvpplatform.storage;

import jakarta.inject.Singleton;
import java.util.List;
import org.rsvpplatform.kit.observe.domain.Domain;
import org.rsvpplatform.kit.observe.domain.ProviderKind;
import org.rsvpplatform.storage.local.LocalFiles;

/** Where uploads go. */
@Singleton
public class StorageDomain implements Domain {
    /** The same ones every time: a provider whose kind is another object would be opened anew. */
    private final List<ProviderKind<?>> kinds = List.of(new LocalFiles());

    @Override
    public String name() {
        return "storage";
    }

    @Override
    public String commandPrefix() {
        return "storage";
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
