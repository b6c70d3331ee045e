package org.rsvpplatform.sandbox.process;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Folders that are made once on a machine and read ever after: unpacked programs, initialised data
 * directories. Several processes may make the same one; the first to finish wins.
 *
 * @param directory where they lie; only its owner may write to it
 */
public record Cache(Path directory) {

    /**
     * The cache of this user: {@code RSVP_SANDBOX_CACHE}, else below the home directory; for root
     * {@code /var/cache}, as the servers' account can't enter root's home.
     */
    public static Cache of(Account account) {
        return new Cache(
                Optional.ofNullable(System.getenv("RSVP_SANDBOX_CACHE"))
                        .map(Path::of)
                        .orElseGet(() -> standard(account)));
    }

    private static Path standard(Account account) {
        if (account.switched()) {
            return Path.of("/var/cache/rsvp-sandbox");
        }
        Path home = Path.of(System.getProperty("user.home", "/nonexistent"));
        return Files.isWritable(home)
                ? home.resolve(".cache/rsvp-sandbox")
                : Path.of(System.getProperty("java.io.tmpdir"), "rsvp-sandbox-" + account.uid());
    }

    /** The folder of that name; {@code make} fills it when it is not there yet. */
    public Path folder(String name, Consumer<Path> make) {
        Path wanted = directory.resolve(name);
        if (Files.isDirectory(wanted)) {
            return wanted;
        }
        try {
            // Others may pass through (the servers' account has to), only we may write.
            Files.createDirectories(
                    directory,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx--x--x")));
            removeUnfinished();
            Path fresh = directory.resolve("." + name + "-" + UUID.randomUUID());
            try {
                Files.createDirectory(
                        fresh,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rwxr-xr-x")));
                make.accept(fresh);
                Files.move(fresh, wanted, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Command.run(List.of("rm", "-rf", fresh.toString()), Duration.ofSeconds(30));
            }
        } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
            return wanted; // another process was faster
        } catch (IOException e) {
            if (!Files.isDirectory(wanted)) {
                throw new SandboxException("cannot make " + wanted, e);
            }
        }
        return wanted;
    }

    /** What a process that was killed left half made. */
    private void removeUnfinished() {
        Command.run(
                List.of(
                        "find",
                        directory.toString(),
                        "-mindepth",
                        "1",
                        "-maxdepth",
                        "1",
                        "-name",
                        ".*",
                        "-mmin",
                        "+60",
                        "-exec",
                        "rm",
                        "-rf",
                        "{}",
                        "+"),
                Duration.ofSeconds(30));
    }
}
