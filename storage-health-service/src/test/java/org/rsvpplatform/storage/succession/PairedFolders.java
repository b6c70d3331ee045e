package org.rsvpplatform.storage.succession;

import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.rsvpplatform.kit.act.command.RunFailed;
import org.rsvpplatform.kit.act.failover.Fence;
import org.rsvpplatform.kit.act.failover.Guard;
import org.rsvpplatform.kit.act.failover.Loss;
import org.rsvpplatform.kit.act.failover.Promotion;
import org.rsvpplatform.kit.act.failover.Proof;
import org.rsvpplatform.kit.act.failover.Succession;
import org.rsvpplatform.kit.act.failover.Successor;
import org.rsvpplatform.kit.act.failover.Takeover;
import org.rsvpplatform.kit.observe.cause.Signal;
import org.rsvpplatform.kit.observe.config.Section;
import org.rsvpplatform.kit.observe.domain.GroupSettings;
import org.rsvpplatform.kit.observe.domain.ProviderKind;
import org.rsvpplatform.kit.observe.probe.Backend;
import org.rsvpplatform.kit.observe.probe.Check;
import org.rsvpplatform.kit.observe.probe.LayerFailure;
import org.rsvpplatform.kit.observe.probe.Probing;
import org.rsvpplatform.kit.observe.probe.Session;
import org.rsvpplatform.kit.observe.provider.Layer;
import org.rsvpplatform.kit.observe.provider.Provider;
import org.rsvpplatform.storage.StorageDomain;

/**
 * Two folders of which one may be written to, in place of the service's own domain: all that a
 * domain has to bring so that its providers fail over. Who may be written to has a file {@code
 * active}, which holds the epoch.
 */
@Alternative
@Singleton
public class PairedFolders extends StorageDomain {
    static final String ACTIVE = "active";

    private final List<ProviderKind<?>> kinds = List.of(new Kind());

    private record Settings(Path basePath) {}

    private record Open(Path folder) implements Session {
        @Override
        public void close() {}
    }

    private static final class Kind implements ProviderKind<Settings> {
        @Override
        public String name() {
            return "paired";
        }

        @Override
        public Settings settings(Section section) {
            return new Settings(section.path("basePath").required());
        }

        @Override
        public Backend<?> backend(Provider provider, Settings settings) {
            return new Folder(settings.basePath());
        }
    }

    private record Folder(Path path) implements Backend<Open>, Successor {
        @Override
        public List<Layer> opening() {
            return List.of(Layer.CONNECT);
        }

        @Override
        public Open open(Probing probing) throws LayerFailure {
            if (!Files.isDirectory(path)) {
                throw new LayerFailure(
                        Layer.CONNECT, new Signal.Errno("ENOENT", path + " is not there"));
            }
            return new Open(path);
        }

        @Override
        public List<Check<Open>> checks() {
            return List.of();
        }

        @Override
        public Signal signal(Throwable thrown) {
            return new Signal.Text(String.valueOf(thrown.getMessage()));
        }

        @Override
        public Takeover takeOver(
                Succession succession,
                Backend<?> predecessor,
                GroupSettings settings,
                String cause) {
            return new Change(succession, (Folder) predecessor, this);
        }
    }

    private record Change(Succession succession, Folder from, Folder to) implements Takeover {
        @Override
        public Map<String, String> identities() {
            return Map.of("folder " + succession.group(), to.path().toString());
        }

        @Override
        public List<Guard> guards() {
            return List.of();
        }

        @Override
        public Loss loss() {
            return Loss.none("both are copies");
        }

        @Override
        public Fence fence() {
            return new Marked(from);
        }

        @Override
        public Promotion promotion() {
            return new Marking(succession, to);
        }

        @Override
        public Proof proof() {
            return () -> {
                if (!Files.exists(to.path().resolve(ACTIVE))) {
                    throw new RunFailed(to.path() + " is not marked");
                }
                return to.path() + " is marked";
            };
        }
    }

    /** Whoever has no mark takes no writes. */
    private record Marked(Folder folder) implements Fence {
        @Override
        public String name() {
            return "its mark is taken away";
        }

        @Override
        public String leavesOpen() {
            return "who does not look at the mark";
        }

        @Override
        public String raise() throws RunFailed {
            try {
                Files.deleteIfExists(folder.path().resolve(ACTIVE));
                return "it has no mark";
            } catch (IOException e) {
                throw new RunFailed(e.toString());
            }
        }

        @Override
        public String lift() {
            return "nothing is put back";
        }
    }

    private record Marking(Succession succession, Folder folder) implements Promotion {
        @Override
        public String promote() {
            try {
                Files.writeString(folder.path().resolve(ACTIVE), Long.toString(succession.epoch()));
                return "it is marked";
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public Reached reached() {
            return Files.exists(folder.path().resolve(ACTIVE)) ? Reached.DONE : Reached.NOT_YET;
        }
    }

    @Override
    public List<ProviderKind<?>> kinds() {
        return kinds;
    }
}
