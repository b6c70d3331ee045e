package org.rsvpplatform.kit.serve.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenFileTest {
    @TempDir Path folder;

    private long nanos;
    private Path file;
    private TokenFile tokens;

    @BeforeEach
    void begin() {
        file = folder.resolve("tokens");
        tokens = new TokenFile(Optional.of(file), () -> nanos);
    }

    @Test
    void a_line_that_is_added_lets_its_token_in_within_a_second() throws IOException {
        write(file, line("viewer", "ada", "one"));
        assertThat(tokens.find("one")).contains(new TokenFile.Grant("viewer", "ada"));
        assertThat(tokens.find("two")).isEmpty();

        write(file, line("viewer", "ada", "one") + line("admin", "bob", "two"));
        aSecondPasses();

        assertThat(tokens.find("two")).contains(new TokenFile.Grant("admin", "bob"));
    }

    @Test
    void a_line_that_is_removed_revokes_its_token_within_a_second() throws IOException {
        write(file, line("viewer", "ada", "one") + line("admin", "bob", "two"));
        assertThat(tokens.find("two")).isPresent();

        write(file, line("viewer", "ada", "one"));
        aSecondPasses();

        assertThat(tokens.find("two")).isEmpty();
        assertThat(tokens.find("one")).isPresent();
    }

    @Test
    void another_file_of_the_same_size_and_time_is_seen() throws IOException {
        write(file, line("viewer", "ada", "one"));
        assertThat(tokens.find("one")).isPresent();
        Path other = folder.resolve("other");
        write(other, line("viewer", "ada", "two"));
        Files.setLastModifiedTime(other, Files.getLastModifiedTime(file));

        Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
        aSecondPasses();

        assertThat(tokens.find("one")).isEmpty();
        assertThat(tokens.find("two")).isPresent();
    }

    @Test
    void a_change_that_keeps_the_time_is_seen_by_its_size() throws IOException {
        write(file, line("viewer", "ada", "one"));
        FileTime time = Files.getLastModifiedTime(file);
        assertThat(tokens.find("one")).isPresent();

        write(file, "");
        Files.setLastModifiedTime(file, time);
        aSecondPasses();

        assertThat(tokens.find("one")).isEmpty();
    }

    @Test
    void lines_that_are_none_are_passed_over() throws IOException {
        write(
                file,
                "# a comment with sha256:00\n\nviewer ada\nviewer ada sha256:xyz\n"
                        + "viewer ada md5:00\nviewer ada sha256:0\n"
                        + line("admin", "bob", "two"));

        assertThat(tokens.find("two")).contains(new TokenFile.Grant("admin", "bob"));
        assertThat(tokens.find("")).isEmpty();
    }

    @Test
    void a_file_that_goes_away_lets_nobody_in_until_it_is_back() throws IOException {
        assertThat(tokens.find("one")).isEmpty();
        write(file, line("viewer", "ada", "one"));
        aSecondPasses();
        assertThat(tokens.find("one")).isPresent();

        Files.delete(file);
        aSecondPasses();

        assertThat(tokens.find("one")).isEmpty();
    }

    @Test
    void without_a_file_no_token_is_valid() {
        assertThat(new TokenFile(Optional.empty(), () -> nanos).find("one")).isEmpty();
    }

    private void aSecondPasses() {
        nanos += Duration.ofSeconds(1).toNanos();
    }

    private static void write(Path file, String text) throws IOException {
        Files.writeString(file, text);
    }

    private static String line(String role, String name, String token) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(token.getBytes(StandardCharsets.UTF_8));
            return "%s %s sha256:%s%n".formatted(role, name, HexFormat.of().formatHex(hash));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
