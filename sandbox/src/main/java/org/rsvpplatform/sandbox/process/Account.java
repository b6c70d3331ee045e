package org.rsvpplatform.sandbox.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The account that the servers run as: our own, or, as PostgreSQL refuses to run as root, {@code
 * nobody} when we are root.
 *
 * @param uid user id of the servers' processes
 * @param gid group id of the servers' processes
 * @param switched whether it is another account than our own
 */
public record Account(int uid, int gid, boolean switched) {
    private static final int NOBODY = 65534;

    /** The account for servers that this process starts. */
    public static Account forServers() {
        try {
            int uid = (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
            int gid = (int) Files.getAttribute(Path.of("/proc/self"), "unix:gid");
            return uid == 0 ? new Account(NOBODY, NOBODY, true) : new Account(uid, gid, false);
        } catch (IOException e) {
            throw new SandboxException("cannot read our own user id from /proc/self", e);
        }
    }

    /** The command line that runs {@code command} as this account. */
    public List<String> command(List<String> command) {
        if (!switched) {
            return command;
        }
        List<String> line =
                new ArrayList<>(
                        List.of(
                                "setpriv",
                                "--reuid=" + uid,
                                "--regid=" + gid,
                                "--clear-groups",
                                "--"));
        line.addAll(command);
        return line;
    }

    /** Runs shell lines as this account; the arguments are {@code $1} and so on. */
    public String shell(Duration deadline, String lines, Object... arguments) {
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-euc", lines, "sh"));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        return Command.run(command(command), deadline);
    }

    /** Whether this account may enter the directory (each of its parents lets it through). */
    public boolean canEnter(Path directory) {
        if (!switched) {
            return true;
        }
        return Command.exitCode(
                        command(List.of("test", "-x", directory.toString())), Duration.ofSeconds(5))
                == 0;
    }

    /** Makes a directory that only this account may enter. */
    public Path directory(Path directory) {
        try {
            Files.createDirectories(
                    directory,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
            own(directory);
            return directory;
        } catch (IOException e) {
            throw new SandboxException("cannot make directory " + directory, e);
        }
    }

    /** Writes a file that only this account may read, at once (old or new content, no mixture). */
    public Path write(Path file, String content) {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.deleteIfExists(fresh);
            Files.createFile(
                    fresh,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
            Files.writeString(fresh, content, StandardCharsets.UTF_8);
            own(fresh);
            return Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new SandboxException("cannot write " + file, e);
        }
    }

    private void own(Path path) throws IOException {
        if (switched) {
            Files.setAttribute(path, "unix:uid", uid);
            Files.setAttribute(path, "unix:gid", gid);
        }
    }
}
