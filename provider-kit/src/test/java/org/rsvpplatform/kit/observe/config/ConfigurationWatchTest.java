package org.rsvpplatform.kit.observe.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rsvpplatform.kit.redaction.Redactor;

class ConfigurationWatchTest {

    @TempDir Path folder;

    private final List<String> passwords = new CopyOnWriteArrayList<>();
    private final List<Path> vanished = new CopyOnWriteArrayList<>();
    private Path file;
    private ConfigurationWatch watch;

    @BeforeEach
    void watchAFileWithASecret() throws IOException {
        file = folder.resolve("providers.yaml");
        Files.writeString(folder.resolve("secret"), "first");
        Files.writeString(file, "password: file:secret");
        watch = new ConfigurationWatch(read(), this::read, vanished::add);
        passwords.clear();
    }

    @Test
    void nothing_happens_without_a_change() throws IOException {
        Files.writeString(file, "password: file:secret");

        assertThat(polls(4)).isZero();
    }

    @Test
    void a_change_is_reported_once_when_it_was_seen_twice() throws IOException {
        Files.writeString(folder.resolve("secret"), "second");

        assertThat(watch.poll()).isFalse();
        assertThat(watch.poll()).isTrue();
        assertThat(polls(3)).isZero();
        assertThat(passwords).containsExactly("second");
    }

    @Test
    void content_that_still_changes_is_waited_for() throws IOException {
        for (int i = 0; i < 5; i++) {
            Files.writeString(file, "password: file:secret # " + "x".repeat(i + 1));
            assertThat(watch.poll()).isFalse();
        }
        assertThat(watch.poll()).isTrue();
    }

    @Test
    void a_swapped_symbolic_link_is_a_change() throws IOException {
        Path one = Files.createDirectory(folder.resolve("one"));
        Path two = Files.createDirectory(folder.resolve("two"));
        Files.writeString(one.resolve("secret"), "linked one");
        Files.writeString(two.resolve("secret"), "linked two");
        Files.createSymbolicLink(folder.resolve("..data"), one);
        Files.writeString(file, "password: file:..data/secret");
        assertThat(polls(2)).isEqualTo(1);

        Files.createSymbolicLink(folder.resolve("..tmp"), two);
        Files.move(
                folder.resolve("..tmp"),
                folder.resolve("..data"),
                java.nio.file.StandardCopyOption.ATOMIC_MOVE);

        assertThat(polls(4)).isEqualTo(1);
        assertThat(passwords).containsExactly("linked one", "linked two");
    }

    @Test
    void a_vanished_file_is_reported_once_and_its_return_unchanged_is_no_change()
            throws IOException {
        String content = Files.readString(file);
        Files.delete(file);

        assertThat(polls(6)).isZero();
        assertThat(vanished).containsExactly(file);
        Files.writeString(file, content);
        assertThat(polls(4)).isZero();
        assertThat(passwords).isEmpty();
    }

    @Test
    void a_secrets_file_that_appears_later_is_a_change() throws IOException {
        Files.writeString(file, "password: file:later");
        assertThat(polls(2)).isEqualTo(1);

        Files.writeString(folder.resolve("later"), "came later");

        assertThat(polls(3)).isEqualTo(1);
        assertThat(passwords).last().isEqualTo("came later");
    }

    @Test
    void a_secrets_file_that_is_too_large_does_not_reload_for_ever() throws IOException {
        Files.writeString(folder.resolve("secret"), "x".repeat(100_000));

        assertThat(polls(8)).isEqualTo(1);
    }

    @Test
    void it_looks_by_itself_until_closed_and_survives_a_reload_that_fails() throws IOException {
        try (ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor()) {
            List<Integer> calls = new CopyOnWriteArrayList<>();
            ConfigurationWatch failing =
                    new ConfigurationWatch(
                            read(),
                            () -> {
                                calls.add(calls.size());
                                if (calls.size() == 1) {
                                    throw new IllegalStateException("on purpose");
                                }
                                return read();
                            },
                            vanished::add);
            try (failing) {
                failing.start(scheduler, Duration.ofMillis(5));
                Files.writeString(file, "password: file:secret # 1");
                await().until(() -> calls.size() == 1);
                Files.writeString(file, "password: file:secret # 2");
                await().until(() -> calls.size() == 2);
            }
        }
    }

    private int polls(int times) {
        int changes = 0;
        for (int i = 0; i < times; i++) {
            changes += watch.poll() ? 1 : 0;
        }
        return changes;
    }

    private ProvidersFile read() {
        ProvidersFile read = ProvidersFile.read(file, Map.of(), new Redactor());
        read.root()
                .secret("password")
                .optional()
                .ifPresent(secret -> passwords.add(secret.reveal()));
        return read;
    }
}
