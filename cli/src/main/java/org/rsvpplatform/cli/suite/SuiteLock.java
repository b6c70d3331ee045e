package org.rsvpplatform.cli.suite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.rsvpplatform.cli.invocation.ExitCode;
import org.rsvpplatform.cli.invocation.Failure;
import org.rsvpplatform.cli.terminal.Terminal;

/**
 * One at a time starts or stops the suite of a checkout. The kernel frees the lock when its holder
 * dies.
 */
final class SuiteLock implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final FileChannel channel;
    private FileLock lock;

    private SuiteLock(FileChannel channel) {
        this.channel = channel;
    }

    /** Waits for another {@code up} or {@code down} of this checkout, and says so. */
    static SuiteLock take(SuiteDirectory directory, Terminal terminal) {
        try {
            SuiteLock lock =
                    new SuiteLock(
                            FileChannel.open(
                                    directory.lock(),
                                    StandardOpenOption.CREATE,
                                    StandardOpenOption.WRITE));
            if (!lock.tried()) {
                terminal.note(
                        "another ./rsvp starts or stops the suite of this checkout; waiting for"
                                + " it");
                if (!Wait.until(lock::tried, PATIENCE, Duration.ofMillis(200))) {
                    lock.close();
                    throw new Failure(
                            ExitCode.REFUSED,
                            "another ./rsvp has been starting or stopping the suite for "
                                    + PATIENCE.toMinutes()
                                    + " minutes",
                            "who holds it: fuser " + directory.lock());
                }
            }
            return lock;
        } catch (IOException e) {
            throw new UncheckedIOException("can't lock " + directory.lock(), e);
        }
    }

    private boolean tried() {
        try {
            lock = channel.tryLock();
            return lock != null;
        } catch (IOException e) {
            throw new UncheckedIOException("this file system has no locks", e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("can't unlock", e);
        }
    }
}
