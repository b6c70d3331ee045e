package org.rsvpplatform.storage.local;

import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import org.rsvpplatform.kit.observe.probe.Check;
import org.rsvpplatform.kit.observe.probe.Outcome;
import org.rsvpplatform.kit.observe.provider.Layer;
import org.rsvpplatform.kit.time.Deadline;

/** Asks whether this process may list, enter and write the folder. Source: access(2). */
final class AccessCheck implements Check<Folder> {
    @Override
    public Layer layer() {
        return Layer.AUTHORIZATION;
    }

    @Override
    public Outcome ask(Folder folder, Deadline deadline) {
        boolean allowed =
                Files.isReadable(folder.path())
                        && Files.isExecutable(folder.path())
                        && Files.isWritable(folder.path());
        return allowed
                ? Outcome.passed("may read and write " + folder.path())
                : Outcome.failed(
                        FileSignals.of(
                                new AccessDeniedException(
                                        folder.path().toString(), null, "Permission denied")));
    }
}
