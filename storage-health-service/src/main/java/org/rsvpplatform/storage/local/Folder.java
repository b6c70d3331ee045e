package org.rsvpplatform.storage.local;

import java.nio.file.Path;
import org.rsvpplatform.kit.observe.probe.Session;
import org.rsvpplatform.kit.observe.probe.Trace;

/** The base path, known to be a folder. */
record Folder(Path path, Trace trace) implements Session {
    @Override
    public void close() {
        // a path holds nothing open
    }
}
