package org.rsvpplatform.endtoend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** What the sandbox has told a suite's services to watch; a change is put to use while they run. */
record Configuration(Suite suite) {

    Path file() {
        return suite.checkout().file(".rsvp/sandbox/providers.yaml");
    }

    String text() {
        try {
            return Files.readString(file());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void write(String text) {
        try {
            Files.writeString(file(), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is put back when it is closed. */
    interface Changed extends AutoCloseable {
        @Override
        void close();
    }

    /** Puts another one to use, until that is closed. */
    Changed changed(UnaryOperator<String> change) {
        String before = text();
        apply(change.apply(before));
        return () -> apply(before);
    }

    /** Returns when it is in use; at once where it says just that already. */
    void apply(String text) {
        if (!text.equals(text())) {
            suite.applied(() -> write(text));
        }
    }
}
