package org.rsvpplatform.kit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A file system that is really full, as an ordinary user can have one: a small tmpfs in namespaces
 * of its own.
 */
class FullDiskTest {

    private static final List<String> SMALL_DISK =
            List.of(
                    "unshare",
                    "-Urm",
                    "sh",
                    "-c",
                    "mount -t tmpfs -o size=3m tmpfs \"$DISK\" && exec \"$@\"",
                    "sh");

    @TempDir Path folder;

    @Test
    void a_full_disk_is_said_reading_goes_on_and_writing_too_once_there_is_space()
            throws Exception {
        assumeTrue(canMount(), "user namespaces are not to be had here: no small disk to fill");
        List<String> smallDisk =
                SMALL_DISK.stream().map(word -> word.replace("$DISK", folder.toString())).toList();

        try (ChildProcess child =
                ChildProcess.start(smallDisk, FillDisk.class, folder.toString())) {
            assertThat(child.outputUntilItEnds().lines())
                    .containsExactly(
                            "full: no space is left for the store " + folder.resolve("store.db"),
                            "reads what was written before: true",
                            "check while full: FULL",
                            "check with space: healthy",
                            "writes again: true");
        }
    }

    private static boolean canMount() throws IOException, InterruptedException {
        try {
            return new ProcessBuilder("unshare", "-Urm", "sh", "-c", "mount -t tmpfs tmpfs /mnt")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    static final class FillDisk {
        private FillDisk() {}

        public static void main(String[] arguments) throws IOException {
            Path disk = Path.of(arguments[0]);
            Path ballast = Files.write(disk.resolve("ballast"), new byte[1_000_000]);
            try (Store store = Store.open(disk.resolve("store.db"))) {
                RunTable runs = new RunTable(store);
                runs.save(run("first"));
                try {
                    for (int i = 0; i < 10_000; i++) {
                        runs.save(run("r" + i));
                    }
                } catch (StoreUnavailable e) {
                    ChildProcess.say("full: " + e.getMessage());
                }
                ChildProcess.say(
                        "reads what was written before: " + runs.find("first").isPresent());
                ChildProcess.say("check while full: " + word(store.check()));
                Files.delete(ballast);
                ChildProcess.say("check with space: " + word(store.check()));
                runs.save(run("after"));
                ChildProcess.say("writes again: " + runs.find("after").isPresent());
            }
        }

        private static String word(Condition condition) {
            return condition instanceof Condition.Failed failed
                    ? failed.failure().toString()
                    : "healthy";
        }

        private static StoredRun run(String id) {
            return new StoredRun(id, "c", "running", Instant.EPOCH, null, "x".repeat(4000));
        }
    }
}
