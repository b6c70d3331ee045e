package org.rsvpplatform.kit.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In processes of their own: a JVM loads the library once. */
class DriverLibraryTest {
    @TempDir Path folder;

    @Test
    void the_library_is_unpacked_once_and_for_its_owner() throws Exception {
        assertThat(opened("one.db")).isEqualTo("healthy");
        Path library = library();
        var unpacked = Files.getLastModifiedTime(library);

        assertThat(opened("two.db")).isEqualTo("healthy");

        assertThat(library()).isEqualTo(library);
        assertThat(Files.getLastModifiedTime(library)).isEqualTo(unpacked);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(library)))
                .isEqualTo("rw-------");
    }

    @Test
    void what_a_killed_start_left_is_unpacked_anew() throws Exception {
        Files.writeString(folder.resolve("one.db.library"), "half a library");

        assertThat(opened("one.db")).isEqualTo("healthy");

        assertThat(library()).isNotEmptyFile();
        assertThat(folder.resolve("one.db.library")).doesNotExist();
    }

    @Test
    void a_library_that_does_not_load_is_done_without() throws Exception {
        assertThat(opened("one.db")).isEqualTo("healthy");
        Files.writeString(library(), "no library");

        assertThat(opened("one.db")).isEqualTo("healthy");
    }

    @Test
    void a_folder_without_room_for_it_is_none_of_its_business() throws Exception {
        // A name that can't be written, as on a disk that is full.
        Files.createDirectory(folder.resolve("one.db.library"));

        assertThat(opened("one.db")).isEqualTo("healthy");
    }

    private String opened(String store) throws Exception {
        try (ChildProcess child =
                ChildProcess.start(Opened.class, folder.resolve(store).toString())) {
            return child.outputUntilItEnds();
        }
    }

    private Path library() throws Exception {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(f -> f.toString().endsWith("libsqlitejdbc.so"))
                    .reduce(
                            (_, more) -> {
                                throw new AssertionError("one more: " + more);
                            })
                    .orElseThrow();
        }
    }

    /** Opens a store, and says how it is. */
    static final class Opened {
        private Opened() {}

        public static void main(String[] arguments) {
            try (Store store = Store.open(Path.of(arguments[0]))) {
                ChildProcess.say(
                        store.condition().isHealthy() ? "healthy" : store.condition().toString());
            }
        }
    }
}
