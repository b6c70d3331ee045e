package org.rsvpplatform.cli.suite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/** Where everything that a checkout's suite leaves behind lies: {@code .rsvp/} at its root. */
public record SuiteDirectory(Path root) {

    public Path path() {
        return root.resolve(".rsvp");
    }

    /** The list of what {@code up} starts; checked in. */
    Path modules() {
        return root.resolve("suite.properties");
    }

    Path record() {
        return path().resolve("suite.json");
    }

    /** The operator's token, mode 0600. */
    public Path token() {
        return path().resolve("token");
    }

    /** The hashes of all tokens, with names and roles. */
    Path tokens() {
        return path().resolve("tokens");
    }

    Path keys() {
        return path().resolve("keys");
    }

    Path state() {
        return path().resolve("state");
    }

    /**
     * Where services keep their state on this configuration. What they know of the sandbox's
     * servers, such as who is the primary, goes with these servers.
     */
    Path state(Path configuration) {
        return configuration.equals(sandboxConfiguration()) ? sandbox().resolve("state") : state();
    }

    Path aotCaches() {
        return path().resolve("aot");
    }

    Path log(String name) {
        return path().resolve("logs").resolve(name + ".log");
    }

    Path lock() {
        return path().resolve("lock");
    }

    Path sandbox() {
        return path().resolve("sandbox");
    }

    Path sandboxRecord() {
        return sandbox().resolve("sandbox.json");
    }

    Path sandboxConfiguration() {
        return sandbox().resolve("providers.yaml");
    }

    /**
     * The argument that every process of this suite carries. By it a process is known as ours,
     * whatever became of its recorded pid; it stands first, so that a long class path can't push it
     * out of sight. Not under {@code rsvp.}: that prefix is the services' own, and they refuse what
     * they don't know.
     */
    String marker() {
        return "-Dsuite.directory=" + path();
    }

    /** A path as it reads best in a message: relative to the checkout's root. */
    String shown(Path file) {
        return file.startsWith(root) ? root.relativize(file).toString() : file.toString();
    }

    /** Makes {@code .rsvp/}; others on the machine see nothing in it. */
    void create() {
        try {
            for (Path directory :
                    new Path[] {path(), keys(), state(), aotCaches(), log("x").getParent()}) {
                Files.createDirectories(
                        directory,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rwx------")));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("can't make " + path(), e);
        }
    }

    /** Writes a file whole or not at all, readable by its owner only. */
    static void write(Path file, String text) {
        Path next = file.resolveSibling(file.getFileName() + ".next");
        try {
            Files.deleteIfExists(next);
            Files.createFile(
                    next,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
            Files.writeString(next, text);
            Files.move(
                    next,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("can't write " + file, e);
        }
    }
}
