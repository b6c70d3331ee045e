package org.rsvpplatform.kit.observe.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** Tells whether a configuration and the files that it names are still what they were. */
final class Fingerprint {

    static final int LARGEST_FILE = 1024 * 1024;
    static final String ABSENT = "absent";

    private Fingerprint() {}

    static String of(String contentDigest, Map<Path, String> files) {
        StringBuilder all = new StringBuilder(contentDigest);
        new TreeMap<>(files)
                .forEach(
                        (path, digest) -> all.append('\n').append(path).append('=').append(digest));
        return digest(all.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Reads everything again. */
    static String now(Path file, Collection<Path> others) {
        Map<Path, String> files = new TreeMap<>();
        others.forEach(other -> files.put(other, digest(other)));
        return of(digest(file), files);
    }

    static String digest(Path file) {
        try {
            return digest(Source.bounded(file, LARGEST_FILE));
        } catch (IOException e) {
            return ABSENT;
        }
    }

    static String digest(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
