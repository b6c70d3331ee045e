package org.rsvpplatform.kit.serve.access;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.rsvpplatform.kit.time.Ticker;

/**
 * The tokens that are valid now, as hashes in a watched file. A line is {@code role name
 * sha256:<hex>}; who removes it revokes the token within a second.
 */
public final class TokenFile {
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
    private static final long LARGEST = 1 << 20;

    private final Optional<Path> file;
    private final Ticker ticker;
    private volatile Content content;

    /** Whose token it is and what it allows. */
    public record Grant(String role, String name) {}

    private record Line(Grant grant, byte[] hash) {}

    /**
     * @param stamp null when the file could not be used, so that the next look reads it
     */
    private record Content(List<Line> lines, Stamp stamp, long lookedAt) {}

    /** The time alone would miss an older file that is moved into the place of this one. */
    private record Stamp(Object key, long size, FileTime modified) {
        static Stamp of(Path file) throws IOException {
            var attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Stamp(
                    attributes.fileKey(), attributes.size(), attributes.lastModifiedTime());
        }
    }

    /**
     * @param file empty: no token is valid
     */
    public TokenFile(Optional<Path> file, Ticker ticker) {
        this.file = file;
        this.ticker = ticker;
    }

    /**
     * The grant of this token; empty when no line has its hash. Takes the same time for all lines.
     */
    public Optional<Grant> find(String token) {
        byte[] hash = sha256(token);
        Grant found = null;
        for (Line line : lines()) {
            if (MessageDigest.isEqual(line.hash(), hash)) {
                found = line.grant();
            }
        }
        return Optional.ofNullable(found);
    }

    private List<Line> lines() {
        Content now = content;
        if (now != null && ticker.nanos() - now.lookedAt() < LOOK_AGAIN.toNanos()) {
            return now.lines();
        }
        Content fresh = read(now);
        content = fresh;
        return fresh.lines();
    }

    /** A file that can't be read allows nobody in: access is refused, never left as it was. */
    private Content read(Content earlier) {
        long at = ticker.nanos();
        if (file.isEmpty()) {
            return new Content(List.of(), null, at);
        }
        try {
            Stamp stamp = Stamp.of(file.get());
            if (earlier != null && stamp.equals(earlier.stamp())) {
                return new Content(earlier.lines(), stamp, at);
            }
            if (stamp.size() > LARGEST) {
                return new Content(List.of(), null, at);
            }
            List<Line> lines = new ArrayList<>();
            for (String line : Files.readAllLines(file.get(), StandardCharsets.UTF_8)) {
                parse(line).ifPresent(lines::add);
            }
            return new Content(List.copyOf(lines), stamp, at);
        } catch (IOException e) {
            return new Content(List.of(), null, at);
        }
    }

    private static Optional<Line> parse(String line) {
        String[] words = line.strip().split("\\s+");
        if (words.length != 3 || words[0].startsWith("#") || !words[2].startsWith("sha256:")) {
            return Optional.empty();
        }
        try {
            byte[] hash = HexFormat.of().parseHex(words[2].substring("sha256:".length()));
            return Optional.of(new Line(new Grant(words[0], words[1]), hash));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static byte[] sha256(String token) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
