package org.rsvpplatform.storage.local;

import java.nio.file.Path;
import java.time.Duration;
import org.rsvpplatform.kit.observe.config.Section;
import org.rsvpplatform.kit.observe.domain.ProviderKind;
import org.rsvpplatform.kit.observe.probe.Backend;
import org.rsvpplatform.kit.observe.probe.Cadence;
import org.rsvpplatform.kit.observe.provider.Provider;

/** A folder of this machine. */
public final class LocalFiles implements ProviderKind<LocalFiles.Settings> {
    /** Each look writes and syncs a file: more seldom than a database is asked. */
    private static final Cadence CADENCE = Cadence.DEFAULT.every(Duration.ofSeconds(10));

    /**
     * @param basePath the folder that uploads are written to
     * @param publicPath where the platform serves them
     * @param writeCheck whether a look writes a file of its own
     */
    public record Settings(Path basePath, String publicPath, boolean writeCheck) {}

    @Override
    public String name() {
        return "local";
    }

    @Override
    public boolean recognises(Section section) {
        return section.has("basePath");
    }

    @Override
    public Settings settings(Section section) {
        return new Settings(
                section.path("basePath").required(),
                section.text("publicPath").orElse("/uploads"),
                section.flag("writeCheck").orElse(true));
    }

    @Override
    public Cadence cadence() {
        return CADENCE;
    }

    @Override
    public Backend<?> backend(Provider provider, Settings settings) {
        return new LocalBackend(provider, settings);
    }
}
