package org.rsvpplatform.sandbox.database;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.rsvpplatform.sandbox.process.Account;
import org.rsvpplatform.sandbox.process.Guardian;
import org.rsvpplatform.sandbox.process.SandboxException;

/**
 * The folder of one database server: a disk for its data, one for its log of changes, and what it
 * says. The data directory lies in {@code data-disk/data}, where the guardian looks for processes.
 *
 * @param account who owns it and runs the server
 */
public record ServerHome(Account account, Path folder) {
    static final int DATA_DISK_MEGABYTES = 128;
    static final int WAL_DISK_MEGABYTES = 160;
    private static final Duration REMOVAL = Duration.ofSeconds(10);
    private static final Duration FILL = Duration.ofSeconds(30);
    private static final Duration COPY = Duration.ofSeconds(60);

    /** Makes the folder. */
    public static ServerHome make(Account account, Path folder) {
        ServerHome home = new ServerHome(account, account.directory(folder));
        account.directory(home.dataDisk());
        account.directory(home.walDisk());
        return home;
    }

    public Path dataDisk() {
        return folder.resolve("data-disk");
    }

    public Path walDisk() {
        return folder.resolve("wal-disk");
    }

    public Path dataDirectory() {
        return dataDisk().resolve("data");
    }

    /** What the server says. */
    public Path log() {
        return folder.resolve("server.log");
    }

    /** Puts data and log of changes on small disks of their own; the reason when that can't be. */
    public Optional<String> mountDisks(Guardian guardian) {
        return guardian.disk(DATA_DISK_MEGABYTES, dataDisk())
                .or(() -> guardian.disk(WAL_DISK_MEGABYTES, walDisk()));
    }

    /**
     * The process whose mount namespace has this server's disks, where they could not be mounted
     * for everyone: they are then reached through its {@code /proc/PID/root}.
     */
    public OptionalLong mountNamespace() {
        try {
            return Files.isSymbolicLink(dataDisk())
                    ? OptionalLong.of(
                            Long.parseLong(
                                    Files.readSymbolicLink(dataDisk()).getName(1).toString()))
                    : OptionalLong.empty();
        } catch (IOException e) {
            throw new SandboxException("cannot read " + dataDisk(), e);
        }
    }

    /** Fills the disk of the data. */
    public void fillDataDisk() {
        fill(filler(dataDisk()));
    }

    /** Fills the disk of the log of changes. */
    public void fillWalDisk() {
        fill(filler(walDisk()));
    }

    private void fill(Path file) {
        account.shell(
                FILL,
                """
                dd if=/dev/zero of="$1" bs=1M 2>/dev/null || :
                dd if=/dev/zero of="$1" bs=4k oflag=append conv=notrunc 2>/dev/null || :
                """,
                file);
    }

    /** Whether the disk of the log of changes has been filled. */
    public boolean walDiskIsFilled() {
        return Files.exists(filler(walDisk()));
    }

    /** Gives back what has been filled. */
    public void removeFillers() {
        for (Path filler : List.of(filler(dataDisk()), filler(walDisk()))) {
            if (Files.exists(filler)) {
                remove(filler);
            }
        }
    }

    private static Path filler(Path disk) {
        return disk.resolve("filler");
    }

    /** The file that takes what the server prints, there and private. */
    public File preparedLog() throws IOException {
        if (!Files.exists(log())) {
            account.write(log(), "");
            Files.setPosixFilePermissions(log(), PosixFilePermissions.fromString("rw-------"));
        }
        return log().toFile();
    }

    /** The last lines that the server said. */
    public String logEnd() {
        try {
            List<String> lines = Files.readAllLines(log(), StandardCharsets.UTF_8);
            return String.join(" | ", lines.subList(Math.max(0, lines.size() - 3), lines.size()));
        } catch (IOException e) {
            return "(no log)";
        }
    }

    /**
     * Copies the data of a server that does not run to a place of their own, its log of changes
     * included. The oldest copies go.
     *
     * @param most copies that stay
     */
    public Path keepAside(int most) {
        return keepAside(most, "");
    }

    /**
     * The same of a server whose log of changes is not to be found in its data: it becomes the
     * folder {@code log} of the copy.
     */
    public Path keepAside(int most, Path log) {
        return keepAside(most, log.toString());
    }

    private Path keepAside(int most, String log) {
        Path place = folder.resolve("aside");
        String number =
                account.shell(
                        COPY,
                        """
                        mkdir -p -m 700 "$2"
                        rm -rf "$2"/*.part
                        last=$(ls "$2" | sort -n | tail -n 1)
                        next=$((${last:-0} + 1))
                        cp -aL "$1" "$2/$next.part"
                        [ -z "$4" ] || cp -aL "$4" "$2/$next.part/log"
                        mv "$2/$next.part" "$2/$next"
                        ls "$2" | sort -n | head -n "-$3" | while read -r old; do rm -rf "$2/$old"; done
                        echo "$next"
                        """,
                        dataDirectory(),
                        place,
                        most,
                        log);
        return place.resolve(number.strip());
    }

    /** Writes a file; true when that changed it. */
    public boolean write(Path file, String content) {
        try {
            if (Files.exists(file) && Files.readString(file).equals(content)) {
                return false;
            }
        } catch (IOException e) {
            throw new SandboxException("cannot read " + file, e);
        }
        account.write(file, content);
        return true;
    }

    /** Removes what is named, below this folder. */
    public void remove(Path path) {
        account.shell(REMOVAL, "rm -rf \"$1\"", path);
    }
}
