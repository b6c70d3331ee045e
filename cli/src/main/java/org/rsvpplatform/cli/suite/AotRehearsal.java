package org.rsvpplatform.cli.suite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.rsvpplatform.cli.terminal.Progress;

/**
 * Makes the missing AOT caches: starts each such service once, beside nothing, with the real
 * configuration and a state of its own, and stops it. The JVM then writes down the classes as they
 * were loaded and linked. Once a build.
 */
final class AotRehearsal {
    private static final Duration READY = Duration.ofSeconds(60);
    private static final Duration WORK = Duration.ofSeconds(2);
    private static final Duration WRITE = Duration.ofSeconds(120);

    private final SuiteDirectory directory;
    private final AotCaches caches;
    private final Progress progress;

    AotRehearsal(SuiteDirectory directory, AotCaches caches, Progress progress) {
        this.directory = directory;
        this.caches = caches;
        this.progress = progress;
    }

    /** A service that fails here starts without a cache, and tells why in the real start. */
    void rehearse(List<Service> services) {
        Queue<Service> missing =
                new ConcurrentLinkedQueue<>(
                        services.stream()
                                .filter(s -> !Files.exists(caches.cacheOf(s.module())))
                                .toList());
        if (missing.isEmpty()) {
            return;
        }
        int count = missing.size();
        long begun = System.nanoTime();
        Ports ports = new Ports(directory);
        services.forEach(s -> ports.choose(s.port()));
        Queue<Service> chosen = new ArrayDeque<>();
        for (Service service : missing) {
            chosen.add(
                    service.elsewhere(
                            ports.choose(0),
                            directory.aotCaches().resolve(service.name() + ".state")));
        }
        Queue<Service> work = new ConcurrentLinkedQueue<>(chosen);
        int lanes = Math.min(count, Math.max(1, Runtime.getRuntime().availableProcessors()));
        List<Thread> threads =
                Stream.generate(() -> Thread.ofVirtual().unstarted(() -> lane(work)))
                        .limit(lanes)
                        .toList();
        threads.forEach(Thread::start);
        Wait.until(
                () -> {
                    progress.doing(
                            "preparing fast starts, once a build (%d of %d)"
                                    .formatted(count - work.size(), count));
                    return threads.stream().noneMatch(Thread::isAlive);
                },
                READY.plus(WRITE).multipliedBy(count),
                Duration.ofMillis(100));
        progress.done(
                "fast starts",
                "prepared for %d services, %s"
                        .formatted(
                                count,
                                Progress.seconds(Duration.ofNanos(System.nanoTime() - begun))));
    }

    private void lane(Queue<Service> work) {
        for (Service service = work.poll(); service != null; service = work.poll()) {
            Path state = Path.of(service.environment().get("RSVP_STORE_DIRECTORY"));
            try {
                Files.createDirectories(state);
                make(service);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } finally {
                delete(state);
            }
        }
    }

    private void make(Service service) throws IOException {
        Path made = directory.aotCaches().resolve(service.module() + ".making");
        Files.deleteIfExists(made);
        Process process =
                service.start(
                        directory.log(service.name() + ".rehearsal"),
                        List.of(
                                "-XX:AOTCacheOutput=" + made,
                                // What it would record is for the compiler that none of our JVMs
                                // uses; they would read it in each start.
                                "-XX:+UnlockDiagnosticVMOptions",
                                "-XX:-AOTRecordTraining"));
        boolean ready =
                Wait.until(
                        () -> service.isReady() || !process.isAlive(),
                        READY,
                        Duration.ofMillis(50));
        boolean good = ready && process.isAlive();
        if (good) {
            // A few rounds of its work, so that the classes of probes and answers are in the cache
            // too.
            Wait.until(() -> !process.isAlive(), WORK, Duration.ofMillis(100));
        }
        process.destroy();
        try {
            if (!process.waitFor(WRITE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
            return;
        }
        // A start that failed leaves a cache too, of half the classes.
        if (good && Files.exists(made)) {
            caches.adopt(service.module(), made, caches.cacheOf(service.module()));
        }
    }

    private static void delete(Path tree) {
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("can't remove " + tree, e);
        }
    }
}
