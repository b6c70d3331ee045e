package org.rsvpplatform.kit.observe.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.rsvpplatform.kit.redaction.Redactor;

/**
 * One reading of providers.yaml. First the providers read their settings from {@link #root()};
 * afterwards {@link #faults()} has all that is wrong, and {@link #fingerprint()} stands for all
 * that was read. Used by one thread.
 */
public final class ProvidersFile {

    private final Source source;
    private final String contentDigest;
    private final Section root;
    private boolean unknownNoted;

    private ProvidersFile(Source source, String contentDigest, Section root) {
        this.source = source;
        this.contentDigest = contentDigest;
        this.root = root;
    }

    /**
     * Never throws: a file that can't be read or understood has an empty root and a fault.
     *
     * @param environment for <code>${NAME}</code> and the overriding variables; {@code
     *     System.getenv()}
     * @param redactor learns each secret that is read
     */
    public static ProvidersFile read(
            Path file, Map<String, String> environment, Redactor redactor) {
        Source source = new Source(file, environment, redactor);
        byte[] content;
        try {
            content = Source.bounded(source.file, Fingerprint.LARGEST_FILE);
        } catch (IOException e) {
            unreadable(source, e);
            return new ProvidersFile(
                    source, Fingerprint.ABSENT, new Section(source, "", 0, null).broken());
        }
        String text = decode(content, source);
        Section root =
                text == null
                        ? new Section(source, "", 1, null).broken()
                        : YamlTree.read(text, source)
                                .map(mapping -> new Section(source, "", 1, mapping))
                                .orElseGet(() -> new Section(source, "", 1, null).broken());
        return new ProvidersFile(source, Fingerprint.digest(content), root);
    }

    /**
     * Reads no file: whoever reads its settings from this one tells which fields it knows.
     *
     * @param name stands where an operator names things, such as {@code providers.<name>}
     * @param fields hears of each field that is asked for
     */
    public static ProvidersFile recording(String name, Consumer<Field> fields) {
        Source source =
                new Source(
                        Path.of("providers.yaml"),
                        Map.of(),
                        new Redactor(),
                        new Recording(name, fields));
        return new ProvidersFile(source, Fingerprint.ABSENT, new Section(source, "", 0, null));
    }

    public Path file() {
        return source.file;
    }

    /** The whole file. Empty when it could not be read; {@link Section#isPresent()} tells. */
    public Section root() {
        return root;
    }

    /**
     * Errors and warnings in the order of the file, without secrets. Complete once all settings
     * were read.
     */
    public List<Fault> faults() {
        if (!unknownNoted && root.isPresent()) {
            unknownNoted = true;
            root.noteUnknown();
        }
        return source.faults();
    }

    public List<Fault> errors() {
        return faults().stream().filter(Fault::isError).toList();
    }

    public List<Fault> warnings() {
        return faults().stream().filter(fault -> !fault.isError()).toList();
    }

    /** Files named by the settings that were read so far, also those that were not there. */
    public Set<Path> filesRead() {
        return new LinkedHashSet<>(source.filesRead.keySet());
    }

    /** Changes when the content of the file, or of a file that it names, changes. */
    public String fingerprint() {
        return Fingerprint.of(contentDigest, source.filesRead);
    }

    private static void unreadable(Source source, IOException e) {
        switch (e) {
            case NoSuchFileException missing ->
                    source.error(
                            0,
                            "",
                            null,
                            "the file does not exist",
                            "create it, or name the right file");
            case AccessDeniedException denied ->
                    source.error(
                            0,
                            "",
                            null,
                            "the file may not be read",
                            "let this process's user read it");
            case Source.TooLargeException large ->
                    source.error(
                            0, "", null, "the file is larger than 1 MB", "name the right file");
            default ->
                    source.error(
                            0,
                            "",
                            null,
                            "the file can't be read",
                            "name a regular file that can be read");
        }
    }

    private static String decode(byte[] content, Source source) {
        try {
            String text =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            source.error(1, "", null, "the file is not UTF-8 text", "save it as UTF-8");
            return null;
        }
    }
}
