package org.rsvpplatform.kit.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.LibraryLoaderUtil;

/**
 * SQLite's native library, unpacked once for all services that keep their stores in one folder. The
 * driver by itself unpacks it at each start, compares it with its jar byte by byte and asks a
 * program for the system's name: a tenth of a second of each start.
 */
final class DriverLibrary {
    private static final String FOLDER = "org.sqlite.lib.path";

    private DriverLibrary() {}

    /**
     * Tells the driver, before its first use, to load the library beside this store, which is ours
     * alone. When there can be none, or it doesn't load, the driver does what it does by itself.
     */
    static void keepBeside(Path store) {
        if (System.getProperty(FOLDER) != null) {
            return;
        }
        Path folder =
                store.resolveSibling(
                        "sqlite-%s-%s"
                                .formatted(
                                        SQLiteJDBCLoader.getVersion(),
                                        System.getProperty("os.arch")));
        Path library = folder.resolve(LibraryLoaderUtil.getNativeLibName());
        try {
            if (Files.exists(library)
                    || unpack(library, store.resolveSibling(store.getFileName() + ".library"))) {
                System.setProperty(FOLDER, folder.toString());
            }
        } catch (IOException e) {
            // The driver has its own way, and the store tells of a folder that can't be written.
        }
    }

    /**
     * Complete and on the disk before it has its name: nobody loads half a library. {@code
     * unfinished} is this store's own, so that what a killed process left is overwritten.
     */
    private static boolean unpack(Path library, Path unfinished) throws IOException {
        String source =
                LibraryLoaderUtil.getNativeLibResourcePath()
                        + "/"
                        + LibraryLoaderUtil.getNativeLibName();
        try (InputStream packed = SQLiteJDBCLoader.class.getResourceAsStream(source)) {
            if (packed == null) {
                return false;
            }
            Private.create(unfinished);
            try (FileChannel written =
                    FileChannel.open(
                            unfinished,
                            StandardOpenOption.WRITE,
                            StandardOpenOption.TRUNCATE_EXISTING)) {
                packed.transferTo(Channels.newOutputStream(written));
                written.force(true);
            }
            Private.createFolders(library.getParent());
            Files.move(unfinished, library, StandardCopyOption.ATOMIC_MOVE);
            return true;
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }
}
