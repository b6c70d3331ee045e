package org.rsvpplatform.kit.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.rsvpplatform.kit.store.Condition.Failed;
import org.rsvpplatform.kit.store.Condition.Failure;

/**
 * One SQLite file in write-ahead mode with full synchronisation: what {@link #write} returned from
 * survives kill -9 and power loss. One writer at a time, a few readers beside it. Used by one
 * process only.
 *
 * <p>A store that can't be used does not stop its service: {@link #open} returns it all the same,
 * {@link #condition} says what is wrong, and uses throw {@link StoreUnavailable} until {@link
 * #check}, called every few seconds, finds it well again. A damaged file is never written to,
 * overwritten or deleted.
 */
public final class Store implements AutoCloseable {

    private static final int WAIT_SECONDS = 10;
    private static final int TRIAL_BYTES = 64 * 1024;

    private final Path file;
    private final ReentrantLock writing = new ReentrantLock();
    private StoreLock lock;
    private FileStamp stamp;
    private volatile Connections connections;
    private volatile Condition condition = Condition.HEALTHY;
    private boolean closed;

    private Store(Path file) {
        this.file = file.toAbsolutePath().normalize();
    }

    /** Throws only {@link StoreInUse}; any other trouble is the store's {@link #condition}. */
    public static Store open(Path file) {
        Store store = new Store(file);
        store.tryOpen(false);
        return store;
    }

    public Path file() {
        return file;
    }

    /** As the last use or {@link #check} found it; costs nothing. */
    public Condition condition() {
        return condition;
    }

    /** Runs in one transaction, alone. When this returns, the change is on the disk. */
    public <T> T write(Work<T> work) {
        lockForWriting();
        try {
            Connection connection = required().writer;
            boolean committed = false;
            try {
                Connections.beginWriting(connection);
                T result = work.on(connection);
                Connections.commit(connection);
                committed = true;
                wroteWell();
                return result;
            } catch (SQLException e) {
                throw unavailable(e);
            } finally {
                if (!committed) {
                    Connections.rollback(connection);
                }
            }
        } finally {
            writing.unlock();
        }
    }

    /** Runs on one unchanging view of the store, beside writers and a few other readers. */
    public <T> T read(Work<T> work) {
        Connections used = required();
        Connection connection = null;
        try {
            connection = used.borrowReader();
            Connections.beginReading(connection);
            return work.on(connection);
        } catch (SQLException e) {
            throw unavailable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailable("interrupted while waiting to read", "try again", e);
        } finally {
            if (connection != null) {
                Connections.rollback(connection);
                used.returnReader(connection);
            }
        }
    }

    /**
     * Removes in small steps between which others write, and gives the room back to the file
     * system.
     *
     * @param step removes a few, and says how many; 0 when there are no more
     * @return how many went
     */
    public long prune(Work<Integer> step) {
        long pruned = 0;
        int removed;
        do {
            removed = write(step);
            pruned += removed;
        } while (removed > 0);
        if (pruned > 0) {
            shrink();
        }
        return pruned;
    }

    private void shrink() {
        write(
                connection -> {
                    try (Statement statement = connection.createStatement()) {
                        // As an update, which the driver runs to its end: a page is given back a
                        // step.
                        return statement.executeUpdate("PRAGMA incremental_vacuum");
                    }
                });
    }

    /** Looks whether a failed store works again and whether a healthy one still has its file. */
    public Condition check() {
        lockForWriting();
        try {
            if (closed) {
                return condition;
            }
            if (connections != null
                    && condition.isHealthy()
                    && !FileStamp.of(file).isSameFile(stamp)) {
                condition =
                        new Failed(
                                Failure.DAMAGED,
                                String.format(
                                        Locale.ROOT,
                                        "the store %s was removed or replaced while in use",
                                        file),
                                "put the file back, or restart this service to begin with what is"
                                        + " there");
            }
            switch (condition) {
                case Condition.Healthy healthy -> {}
                case Failed failed when failed.failure() == Failure.DAMAGED -> reopenWhenReplaced();
                case Failed failed when connections == null -> tryOpen(false);
                case Failed failed -> tryToWrite();
            }
            return condition;
        } finally {
            writing.unlock();
        }
    }

    @Override
    public void close() {
        lockForWriting();
        try {
            closed = true;
            condition =
                    new Failed(
                            Failure.NOT_OPEN,
                            String.format(Locale.ROOT, "the store %s is closed", file),
                            "restart the service");
            closeConnections();
            if (lock != null) {
                lock.close();
                lock = null;
            }
        } catch (IOException e) {
            // the process is about to give it up anyway
        } finally {
            writing.unlock();
        }
    }

    private void tryOpen(boolean afterDamage) {
        try {
            Private.createFolders(file.getParent());
            if (lock == null) {
                lock = StoreLock.take(file);
            }
            Private.create(file);
            DriverLibrary.keepBeside(file);
            Connections opened = Connections.open(file);
            if (afterDamage && !opened.isSound()) {
                opened.close();
                return;
            }
            stamp = FileStamp.of(file);
            connections = opened;
            condition = Condition.HEALTHY;
        } catch (StoreInUse e) {
            if (condition.isHealthy()) {
                throw e;
            }
            condition = new Failed(Failure.NOT_OPEN, e.getMessage(), "stop the other process");
        } catch (IOException e) {
            condition = Diagnosis.of(file, e);
        } catch (Schema.TooNewException e) {
            condition =
                    new Failed(
                            Failure.NOT_OPEN,
                            String.format(
                                    Locale.ROOT,
                                    "the store %s was written by a newer release: %s",
                                    file,
                                    e.getMessage()),
                            "start the newer release, or give this one a file of its own");
        } catch (SQLException e) {
            condition = Diagnosis.of(file, e).orElseGet(() -> Diagnosis.unexpected(file, e));
            stamp = FileStamp.of(file);
        }
    }

    private void reopenWhenReplaced() {
        if (connections != null) {
            closeConnections();
            stamp = FileStamp.of(file);
        } else if (!FileStamp.of(file).equals(stamp)) {
            stamp = FileStamp.of(file);
            tryOpen(true);
        }
    }

    /**
     * A row as large as a few records is written and removed; small ones might fit into the last
     * page.
     */
    private void tryToWrite() {
        try {
            write(
                    connection -> {
                        try (PreparedStatement insert =
                                connection.prepareStatement("INSERT INTO space_trial VALUES (?)")) {
                            insert.setBytes(1, new byte[TRIAL_BYTES]);
                            return insert.executeUpdate();
                        }
                    });
            write(
                    connection -> {
                        try (Statement delete = connection.createStatement()) {
                            return delete.executeUpdate("DELETE FROM space_trial");
                        }
                    });
        } catch (StoreUnavailable e) {
            // the condition says so
        }
    }

    private StoreUnavailable unavailable(SQLException e) {
        Condition.Failed failed = Diagnosis.of(file, e).orElse(null);
        if (failed != null) {
            failedWith(failed);
            return new StoreUnavailable(failed.reason(), failed.hint(), e);
        }
        if (Diagnosis.isBusy(e)) {
            return new StoreUnavailable(
                    String.format(Locale.ROOT, "the store %s is busy: %s", file, e.getMessage()),
                    "try again; no other program may hold the file open",
                    e);
        }
        throw new IllegalStateException("the store refused a statement", e);
    }

    /** A damaged file stays damaged, even if a write elsewhere in it went well. */
    private synchronized void wroteWell() {
        if (condition instanceof Failed failed && failed.failure() != Failure.DAMAGED) {
            condition = Condition.HEALTHY;
        }
    }

    private synchronized void failedWith(Failed failed) {
        condition = failed;
    }

    private Connections required() {
        Connections open = connections;
        if (condition instanceof Failed failed
                && (open == null || failed.failure() == Failure.DAMAGED)) {
            throw new StoreUnavailable(failed.reason(), failed.hint(), null);
        }
        return open;
    }

    private void lockForWriting() {
        try {
            if (!writing.tryLock(WAIT_SECONDS, TimeUnit.SECONDS)) {
                throw new StoreUnavailable(
                        String.format(
                                Locale.ROOT,
                                "the store %s was busy writing for %d s",
                                file,
                                WAIT_SECONDS),
                        "look at the disk's load",
                        null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailable("interrupted while waiting to write", "try again", e);
        }
    }

    private void closeConnections() {
        Connections open = connections;
        connections = null;
        if (open != null) {
            open.close();
        }
    }

    /**
     * Which file stands under the name, and whether it was touched. Never opens it: see {@link
     * StoreLock}.
     */
    private record FileStamp(Object key, long size, Object modified) {

        static FileStamp of(Path file) {
            try {
                var attributes = Files.readAttributes(file, BasicFileAttributes.class);
                return new FileStamp(
                        attributes.fileKey(), attributes.size(), attributes.lastModifiedTime());
            } catch (IOException e) {
                return new FileStamp(null, -1, null);
            }
        }

        boolean isSameFile(FileStamp other) {
            return size >= 0 && Objects.equals(key, other.key);
        }
    }
}
