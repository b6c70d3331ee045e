package org.rsvpplatform.kit.store;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.util.Locale;
import java.util.Optional;
import org.rsvpplatform.kit.store.Condition.Failed;
import org.rsvpplatform.kit.store.Condition.Failure;
import org.sqlite.SQLiteException;

/** From SQLite's result codes (https://sqlite.org/rescode.html) to the condition of a store. */
final class Diagnosis {

    private static final int PRIMARY = 0xff;

    private static final String REPLACE =
            "stop the service, move the file and its -wal away (keep them) and restore a backup, or"
                    + " start without one; `sqlite3 FILE .recover` may save what is readable";

    private Diagnosis() {}

    /** Empty when the store itself is well: a busy lock or a wrong statement. */
    static Optional<Failed> of(Path file, SQLException e) {
        Failed failed =
                switch (primaryCode(e)) {
                    case 13 -> full(file);
                    case 10 ->
                            new Failed(
                                    Failure.DISK,
                                    String.format(
                                            Locale.ROOT,
                                            "the disk failed under the store %s: %s",
                                            file,
                                            e.getMessage()),
                                    "look at the system's log and the free space of that disk");
                    case 11, 26 ->
                            new Failed(
                                    Failure.DAMAGED,
                                    String.format(
                                            Locale.ROOT,
                                            "the store %s is damaged: %s",
                                            file,
                                            e.getMessage()),
                                    REPLACE);
                    case 3, 8, 14, 23 ->
                            new Failed(
                                    Failure.NOT_OPEN,
                                    String.format(
                                            Locale.ROOT,
                                            "the store %s can't be opened or written: %s",
                                            file,
                                            e.getMessage()),
                                    "let this process's user write the file and its folder");
                    default -> null;
                };
        return Optional.ofNullable(failed);
    }

    static Failed of(Path file, IOException e) {
        boolean full = String.valueOf(e.getMessage()).contains("No space left");
        String why = e instanceof AccessDeniedException ? "permission denied" : e.toString();
        return full
                ? full(file)
                : new Failed(
                        Failure.NOT_OPEN,
                        String.format(Locale.ROOT, "the store %s can't be opened: %s", file, why),
                        "let this process's user write the file and its folder");
    }

    static Failed unexpected(Path file, SQLException e) {
        return new Failed(
                Failure.NOT_OPEN,
                String.format(
                        Locale.ROOT, "the store %s can't be opened: %s", file, e.getMessage()),
                "make sure that no other program holds the file");
    }

    static boolean isBusy(SQLException e) {
        int code = primaryCode(e);
        return code == 5 || code == 6 || e instanceof SQLTimeoutException;
    }

    private static Failed full(Path file) {
        return new Failed(
                Failure.FULL,
                String.format(Locale.ROOT, "no space is left for the store %s", file),
                "free space on that disk; the store goes on by itself");
    }

    private static int primaryCode(SQLException e) {
        return e instanceof SQLiteException sqlite ? sqlite.getResultCode().code & PRIMARY : -1;
    }
}
