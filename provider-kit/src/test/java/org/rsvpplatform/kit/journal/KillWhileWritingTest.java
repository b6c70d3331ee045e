package org.rsvpplatform.kit.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rsvpplatform.kit.redaction.Redactor;
import org.rsvpplatform.kit.store.ChildProcess;
import org.rsvpplatform.kit.store.Store;

/** kill -9 at 50 random instants, always on the same two files: no acknowledged record is lost. */
class KillWhileWritingTest {

    private static final int KILLS = 50;

    @TempDir Path folder;

    @Test
    void no_acknowledged_record_is_lost() throws Exception {
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> files =
                    List.of(
                            executor.submit(() -> killOftenAndLook(folder.resolve("one.db"))),
                            executor.submit(() -> killOftenAndLook(folder.resolve("two.db"))));
            for (Future<?> file : files) {
                file.get();
            }
        }
    }

    private static Void killOftenAndLook(Path file) throws Exception {
        Map<Long, String> acknowledged = new HashMap<>();
        for (int kill = 0; kill < KILLS / 2; kill++) {
            acknowledged.putAll(acknowledgedUntilKilled(file, "kill-" + kill));
        }
        assertThat(acknowledged).hasSizeGreaterThan(KILLS / 2);
        try (Store store = Store.open(file);
                Journal journal = new Journal(store, new Redactor())) {
            assertThat(store.condition().isHealthy()).isTrue();
            Map<Long, String> kept = new HashMap<>();
            journal.read(0, Filter.ALL, Integer.MAX_VALUE)
                    .entries()
                    .forEach(entry -> kept.put(entry.cursor(), entry.event().message()));
            assertThat(kept).containsAllEntriesOf(acknowledged);
        }
        return null;
    }

    private static Map<Long, String> acknowledgedUntilKilled(Path file, String name)
            throws Exception {
        List<String> lines = new ArrayList<>();
        try (ChildProcess child = ChildProcess.start(Writer.class, file.toString(), name)) {
            lines.add(child.line()); // from its first acknowledged record on
            lines.addAll(child.killAfter(ThreadLocalRandom.current().nextLong(60_000)));
        }
        Map<Long, String> acknowledged = new HashMap<>();
        for (String line : lines) {
            String[] words = line.split(" ");
            if (words.length == 3 && words[2].equals("acknowledged")) { // else cut by the kill
                acknowledged.put(Long.valueOf(words[0]), words[1]);
            }
        }
        return acknowledged;
    }

    /**
     * Appends from several threads for ever; says each cursor and its message once append returned.
     */
    static final class Writer {
        private Writer() {}

        public static void main(String[] arguments) {
            Store store = Store.open(Path.of(arguments[0]));
            Journal journal = new Journal(store, new Redactor());
            IntStream.range(0, 4)
                    .forEach(
                            t ->
                                    Thread.ofPlatform()
                                            .start(
                                                    () ->
                                                            append(
                                                                    journal,
                                                                    arguments[1]
                                                                            + "-thread-"
                                                                            + t)));
        }

        private static void append(Journal journal, String name) {
            for (int i = 0; ; i++) {
                String message = name + "-" + i;
                long cursor = journal.append(new Event(Instant.now(), "test", message));
                ChildProcess.say(cursor + " " + message + " acknowledged");
            }
        }
    }
}
