package org.rsvpplatform.storage.local;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import org.rsvpplatform.kit.observe.cause.Signal;

/**
 * The errno behind Java's file exceptions. The JDK gives some errnos a class of their own and the
 * rest their text of strerror(3).
 */
final class FileSignals {
    private FileSignals() {}

    static Signal of(Throwable thrown) {
        String message = String.valueOf(thrown.getMessage());
        return switch (thrown) {
            case NoSuchFileException _ -> errno("ENOENT", "No such file or directory", message);
            case AccessDeniedException _ -> errno("EACCES", "Permission denied", message);
            case NotDirectoryException _ -> errno("ENOTDIR", "Not a directory", message);
            case FileAlreadyExistsException _ -> errno("EEXIST", "File exists", message);
            default -> byText(message);
        };
    }

    private static Signal byText(String message) {
        if (message.contains("No space left on device")) {
            return new Signal.Errno("ENOSPC", message);
        }
        if (message.contains("Disk quota exceeded")) {
            return new Signal.Errno("EDQUOT", message);
        }
        if (message.contains("Read-only file system")) {
            return new Signal.Errno("EROFS", message);
        }
        if (message.contains("Too many open files")) {
            return new Signal.Errno("EMFILE", message);
        }
        if (message.contains("Input/output error")) {
            return new Signal.Errno("EIO", message);
        }
        return new Signal.Text(message);
    }

    private static Signal errno(String name, String meaning, String path) {
        return new Signal.Errno(name, "%s: %s".formatted(meaning, path));
    }
}
