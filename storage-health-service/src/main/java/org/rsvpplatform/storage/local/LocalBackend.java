package org.rsvpplatform.storage.local;

import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.rsvpplatform.kit.observe.cause.Signal;
import org.rsvpplatform.kit.observe.probe.Backend;
import org.rsvpplatform.kit.observe.probe.Check;
import org.rsvpplatform.kit.observe.probe.LayerFailure;
import org.rsvpplatform.kit.observe.probe.Probing;
import org.rsvpplatform.kit.observe.provider.Layer;
import org.rsvpplatform.kit.observe.provider.Provider;

/** A folder under watch; its "session" is the folder itself, opened when it is there. */
final class LocalBackend implements Backend<Folder> {
    private final Path basePath;
    private final List<Check<Folder>> checks;

    LocalBackend(Provider provider, LocalFiles.Settings settings) {
        this.basePath = settings.basePath().toAbsolutePath().normalize();
        this.checks =
                settings.writeCheck() && !provider.observedOnly()
                        ? List.of(new AccessCheck(), new RoundTripCheck(provider.name()))
                        : List.of(new AccessCheck());
    }

    @Override
    public List<Layer> opening() {
        return List.of(Layer.CONNECT);
    }

    @Override
    public Folder open(Probing probing) throws LayerFailure {
        probing.trace().note("look at " + basePath);
        if (!Files.exists(basePath)) {
            throw new LayerFailure(
                    Layer.CONNECT, FileSignals.of(new NoSuchFileException(basePath.toString())));
        }
        if (!Files.isDirectory(basePath)) {
            throw new LayerFailure(
                    Layer.CONNECT, FileSignals.of(new NotDirectoryException(basePath.toString())));
        }
        return new Folder(basePath, probing.trace());
    }

    @Override
    public List<Check<Folder>> checks() {
        return checks;
    }

    @Override
    public Signal signal(Throwable thrown) {
        return FileSignals.of(thrown);
    }

    @Override
    public Map<String, String> facts() {
        return Map.of("path", basePath.toString(), "host", "localhost");
    }
}
