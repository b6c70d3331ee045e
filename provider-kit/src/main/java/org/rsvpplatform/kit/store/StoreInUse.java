package org.rsvpplatform.kit.store;

import java.nio.file.Path;
import java.util.Locale;

/** Another process works on the same file; two would corrupt each other's state. */
public final class StoreInUse extends RuntimeException {

    private static final long serialVersionUID = 1L;

    StoreInUse(Path file, String holder) {
        super(
                String.format(
                        Locale.ROOT,
                        "the store %s is in use by process %s; stop that process, or give this one"
                                + " a file of its own",
                        file,
                        holder));
    }
}
