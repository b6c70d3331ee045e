package org.rsvpplatform.cli.suite;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * The AOT caches (JEP 514) of the services. A JVM does not notice that a cache was made from other
 * jars and would run the old classes, so a cache's name holds a hash over the content of the jars,
 * the JDK's version and the flags.
 */
final class AotCaches {
    private static final int HASH_CHARACTERS = 16;

    private final SuiteDirectory directory;

    AotCaches(SuiteDirectory directory) {
        this.directory = directory;
    }

    /** The name of the cache that fits what is built now. */
    Path cacheOf(String module) {
        return directory.aotCaches().resolve(module + "-" + buildOf(module) + ".aot");
    }

    /**
     * A hash over all jars of a module. CRC-32C of each: to notice a change, not to resist a
     * forger; the CPU has it built in.
     */
    String buildOf(String module) {
        Path app = directory.root().resolve(module).resolve("target").resolve("quarkus-app");
        try (Stream<Path> files = Files.walk(app)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(JavaLine.fingerprint().getBytes(StandardCharsets.UTF_8));
            List<Path> jars =
                    files.filter(
                                    f ->
                                            f.toString().endsWith(".jar")
                                                    || f.toString().endsWith(".dat"))
                            .sorted()
                            .toList();
            for (Path jar : jars) {
                String line =
                        "%s %d %x%n".formatted(app.relativize(jar), Files.size(jar), checksum(jar));
                digest.update(line.getBytes(StandardCharsets.UTF_8));
            }
            return HexFormat.of().formatHex(digest.digest()).substring(0, HASH_CHARACTERS);
        } catch (IOException e) {
            throw new UncheckedIOException("can't read " + app, e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK lacks SHA-256", e);
        }
    }

    private static long checksum(Path file) throws IOException {
        CRC32C sum = new CRC32C();
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                sum.update(buffer, 0, read);
            }
        }
        return sum.getValue();
    }

    /** Takes a freshly made cache into use, and removes those of earlier builds. */
    void adopt(String module, Path made, Path cache) throws IOException {
        try (Stream<Path> files = Files.list(directory.aotCaches())) {
            for (Path old : files.filter(f -> isCacheOf(module, f)).toList()) {
                Files.deleteIfExists(old);
            }
        }
        Files.move(made, cache);
    }

    private static boolean isCacheOf(String module, Path file) {
        return file.getFileName()
                .toString()
                .matches(module + "-[0-9a-f]{" + HASH_CHARACTERS + "}\\.aot");
    }
}
