package org.rsvpplatform.sandbox.control;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import org.rsvpplatform.sandbox.process.SandboxException;

/** Files and directories that only their owner may read. */
final class PrivateFiles {
    private PrivateFiles() {}

    static Path directory(Path directory) {
        try {
            return Files.createDirectories(directory, mode("rwx------"));
        } catch (IOException e) {
            throw new SandboxException("cannot make " + directory, e);
        }
    }

    /** A directory whose files others may reach only where those allow it: servers live in it. */
    static Path passable(Path directory) {
        try {
            return Files.createDirectories(directory, mode("rwx--x--x"));
        } catch (IOException e) {
            throw new SandboxException("cannot make " + directory, e);
        }
    }

    /** Writes a file at once: whoever reads it sees all of it. */
    static Path write(Path file, String content) {
        try {
            Path fresh = file.resolveSibling("." + file.getFileName() + ".new");
            Files.deleteIfExists(fresh);
            Files.createFile(fresh, mode("rw-------"));
            Files.writeString(fresh, content);
            return Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new SandboxException("cannot write " + file, e);
        }
    }

    private static FileAttribute<?> mode(String permissions) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
    }
}
