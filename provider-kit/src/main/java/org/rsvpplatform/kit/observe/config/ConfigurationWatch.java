package org.rsvpplatform.kit.observe.config;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Notices that the configuration changed: the file, what its symbolic links lead to (a ConfigMap
 * swaps them), or a file that it names. It compares content, not times, and reports a change once,
 * when two looks in a row saw the same new content. A file that vanished is reported once; the last
 * configuration stays.
 */
public final class ConfigurationWatch implements AutoCloseable {

    public static final Duration INTERVAL = Duration.ofSeconds(1);

    private static final Logger LOG = System.getLogger(ConfigurationWatch.class.getName());

    private final Supplier<ProvidersFile> reload;
    private final Consumer<Path> vanished;
    private ProvidersFile current;
    private String known;
    private String candidate;
    private boolean vanishedReported;
    private ScheduledFuture<?> schedule;

    /**
     * @param current what is in use now, with all its settings read
     * @param reload reads the file again and puts it to use when it is good; returns what it read
     *     in either case, so that a bad file is not reported twice
     * @param vanished told when the file is no longer there
     */
    public ConfigurationWatch(
            ProvidersFile current, Supplier<ProvidersFile> reload, Consumer<Path> vanished) {
        this.current = current;
        this.known = current.fingerprint();
        this.reload = reload;
        this.vanished = vanished;
    }

    /** Looks at every interval until closed. */
    public synchronized ConfigurationWatch start(
            ScheduledExecutorService scheduler, Duration interval) {
        schedule =
                scheduler.scheduleWithFixedDelay(
                        this::pollSafely,
                        interval.toMillis(),
                        interval.toMillis(),
                        TimeUnit.MILLISECONDS);
        return this;
    }

    /** One look; true when it led to a reload. */
    public synchronized boolean poll() {
        Path file = current.file();
        String seen = Fingerprint.now(file, current.filesRead());
        if (seen.equals(known)) {
            candidate = null;
            vanishedReported = false;
            return false;
        }
        if (!seen.equals(candidate)) {
            candidate = seen; // perhaps still being written
            return false;
        }
        if (!Files.exists(file)) {
            if (!vanishedReported) {
                vanishedReported = true;
                vanished.accept(file);
            }
            return false;
        }
        candidate = null;
        vanishedReported = false;
        known = seen; // also when the reload fails: it is not tried again before the next change
        current = reload.get();
        known = current.fingerprint();
        return true;
    }

    @Override
    public synchronized void close() {
        if (schedule != null) {
            schedule.cancel(false);
        }
    }

    /** An exception would end the schedule, and with it all later reloads. */
    private void pollSafely() {
        try {
            poll();
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "the changed configuration could not be taken over", e);
        }
    }
}
