package org.rsvpplatform.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Whole outputs, kept beside the tests. {@code ./mvnw -pl cli test -Dgolden.update=true} writes
 * them anew; review the diff.
 */
public final class Golden {
    private static final Path FILES = Path.of("src", "test", "resources", "golden");

    private Golden() {}

    public static String input(String name) throws IOException {
        return Files.readString(FILES.resolve(name + ".json"));
    }

    public static void assertMatches(String name, String output) throws IOException {
        Path file = FILES.resolve(name + ".txt");
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(file, output);
        }
        assertThat(output).as(name).isEqualTo(Files.readString(file));
    }
}
