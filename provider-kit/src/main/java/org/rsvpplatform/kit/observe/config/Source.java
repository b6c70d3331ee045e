package org.rsvpplatform.kit.observe.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.rsvpplatform.kit.redaction.Redactor;
import org.rsvpplatform.kit.redaction.Secret;

/**
 * One reading of one configuration file: where it comes from, and what was found wrong on the way.
 */
final class Source {

    private static final int LARGEST_SECRET = 64 * 1024;
    private static final int LONGEST_VALUE = 60;

    final Path file;
    final Map<String, String> environment;
    final Redactor redactor;

    /** Every file that was asked for, also in vain, and the digest of what was in it. */
    final Map<Path, String> filesRead = new TreeMap<>();

    private final List<Fault> faults = new ArrayList<>();

    /** Null when there is a file to read. */
    final Recording recording;

    Source(Path file, Map<String, String> environment, Redactor redactor) {
        this(file, environment, redactor, null);
    }

    Source(Path file, Map<String, String> environment, Redactor redactor, Recording recording) {
        this.recording = recording;
        this.file = file.toAbsolutePath();
        this.environment = environment;
        this.redactor = redactor;
    }

    void error(int line, String path, String value, String problem, String fix) {
        add(Fault.Severity.ERROR, line, path, value, problem, fix);
    }

    void warning(int line, String path, String problem, String fix) {
        add(Fault.Severity.WARNING, line, path, null, problem, fix);
    }

    /** Redacted at the end, when all secrets of the file are known. */
    List<Fault> faults() {
        return faults.stream().map(this::redacted).distinct().sorted(Fault.BY_PLACE).toList();
    }

    /** A variable that is set to nothing counts as not set. */
    String variable(String name) {
        String value = environment.get(name);
        return value == null || value.isEmpty() ? null : value;
    }

    Secret register(String value) {
        Secret secret = Secret.of(value);
        redactor.register(secret);
        return secret;
    }

    /** Relative paths start at the folder of the configuration file. */
    Path resolve(String path) {
        return file.getParent().resolve(path).normalize();
    }

    /** The content without the line end that editors add, or null after noting the fault. */
    String secretFile(int line, String path, String name) {
        Path secretFile = resolve(name);
        try {
            byte[] content = bounded(secretFile, LARGEST_SECRET);
            filesRead.put(secretFile, Fingerprint.digest(content));
            String text = new String(content, StandardCharsets.UTF_8).replaceFirst("\\R\\z", "");
            if (text.isEmpty()) {
                fileFault(line, path, secretFile, "is empty", "write the secret into it");
                return null;
            }
            return text;
        } catch (IOException e) {
            filesRead.put(secretFile, Fingerprint.digest(secretFile));
            unreadable(line, path, secretFile, e);
            return null;
        }
    }

    /**
     * Notes a file whose content counts, so that a change of it is seen; false when it can't be
     * read.
     */
    boolean watch(int line, String path, Path watched) {
        try {
            filesRead.put(watched, Fingerprint.digest(bounded(watched, Fingerprint.LARGEST_FILE)));
            return true;
        } catch (IOException e) {
            filesRead.put(watched, Fingerprint.digest(watched));
            unreadable(line, path, watched, e);
            return false;
        }
    }

    private void unreadable(int line, String path, Path named, IOException e) {
        switch (e) {
            case NoSuchFileException missing ->
                    fileFault(
                            line,
                            path,
                            named,
                            "does not exist",
                            "create it, or name the right file");
            case AccessDeniedException denied ->
                    fileFault(
                            line,
                            path,
                            named,
                            "may not be read",
                            "let this process's user read it");
            case TooLargeException large ->
                    fileFault(line, path, named, "is too large", "name the right file");
            default ->
                    fileFault(
                            line,
                            path,
                            named,
                            "can't be read",
                            "name a regular file that can be read");
        }
    }

    private void fileFault(int line, String path, Path named, String problem, String fix) {
        error(
                line,
                path,
                null,
                String.format(Locale.ROOT, "names the file %s, which %s", named, problem),
                fix);
    }

    /** Reads a regular file (never a device or a pipe, which might not end). */
    static byte[] bounded(Path file, int limit) throws IOException {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new IOException("not a regular file");
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(limit + 1);
            if (content.length > limit) {
                throw new TooLargeException();
            }
            return content;
        }
    }

    static final class TooLargeException extends IOException {
        private static final long serialVersionUID = 1L;
    }

    private void add(
            Fault.Severity severity,
            int line,
            String path,
            String value,
            String problem,
            String fix) {
        faults.add(
                new Fault(
                        severity, file.getFileName().toString(), line, path, value, problem, fix));
    }

    private Fault redacted(Fault fault) {
        return new Fault(
                fault.severity(),
                fault.file(),
                fault.line(),
                redactor.clean(fault.path()),
                shown(fault.value()),
                redactor.clean(fault.problem()),
                redactor.clean(fault.fix()));
    }

    private String shown(String value) {
        if (value == null) {
            return null;
        }
        // Redacted before it is cut: half a secret would not be recognised.
        String clean = redactor.clean(value).replaceAll("\\p{Cntrl}+", " ");
        return clean.length() <= LONGEST_VALUE ? clean : clean.substring(0, LONGEST_VALUE) + "…";
    }
}
