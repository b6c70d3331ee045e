package org.rsvpplatform.kit.observe.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.rsvpplatform.kit.redaction.Secret;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * One mapping of the file. Reads are typed, note their faults and never throw. What nobody asked
 * for is an unknown field. Used by one thread.
 *
 * <pre>{@code
 * String host = section.host("host").required();
 * int port = section.port("port").orElse(5432);
 * Secret password = section.secret("password").orEnvironment("DATABASE_PASSWORD").required();
 * TlsMode mode = section.nested("tls").choice("mode", TlsMode.class).orElse(TlsMode.PREFER);
 * }</pre>
 */
public final class Section {

    private record Entry(int line, Node value) {}

    private final Source source;
    private final String path;
    private final int line;
    private final boolean present;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final Set<String> asked = new TreeSet<>();
    private final Set<String> secrets = new LinkedHashSet<>();
    private final Map<String, Section> children = new LinkedHashMap<>();
    private boolean othersMayRead;
    private boolean broken;

    /** {@code mapping} is null for a section that is not in the file. */
    Section(Source source, String path, int line, MappingNode mapping) {
        this.source = source;
        this.path = path;
        this.line = line;
        this.present = mapping != null || source.recording != null;
        if (mapping != null) {
            mapping.getValue()
                    .forEach(
                            tuple ->
                                    YamlTree.name(tuple.getKeyNode())
                                            .ifPresent(
                                                    name ->
                                                            entries.putIfAbsent(
                                                                    name,
                                                                    new Entry(
                                                                            YamlTree.line(
                                                                                    tuple
                                                                                            .getKeyNode()),
                                                                            tuple
                                                                                    .getValueNode()))));
        }
    }

    /** Where it stands, e.g. {@code database.providers.postgresql}; empty for the whole file. */
    public String path() {
        return path;
    }

    public int line() {
        return line;
    }

    /** Whether the file has it at all; see {@link #nested}. */
    public boolean isPresent() {
        return present;
    }

    /** All keys in the order of the file. */
    public Set<String> keys() {
        return source.recording == null
                ? new LinkedHashSet<>(entries.keySet())
                : new LinkedHashSet<>(Set.of(source.recording.name()));
    }

    public boolean has(String key) {
        return entries.containsKey(key);
    }

    public Reading<String> text(String key) {
        return read(key, Kind.TEXT);
    }

    /** A host name or an address, without scheme and port. */
    public Reading<String> host(String key) {
        return read(key, Kind.HOST);
    }

    public Reading<Integer> port(String key) {
        return read(key, Kind.PORT);
    }

    public Reading<Long> number(String key) {
        return read(key, Kind.NUMBER);
    }

    /** A whole number from 0 on. */
    public Reading<Integer> count(String key) {
        return read(key, Kind.COUNT);
    }

    public Reading<Boolean> flag(String key) {
        return read(key, Kind.FLAG);
    }

    /**
     * {@code 500ms}, {@code 30s}, {@code 5m}, {@code 1h30m}, {@code 7d} or ISO 8601 ({@code
     * PT30S}).
     */
    public Reading<Duration> duration(String key) {
        return read(key, Kind.DURATION);
    }

    /** An absolute URL with a host. */
    public Reading<URI> url(String key) {
        return read(key, Kind.URL);
    }

    /** An enum's constant in lower case with dashes. */
    public <E extends Enum<E>> Reading<E> choice(String key, Class<E> type) {
        return read(key, Kind.choice(type));
    }

    /**
     * A file or folder that need not exist; relative ones start at the configuration file's folder.
     */
    public Reading<Path> path(String key) {
        return read(key, Kind.path(source));
    }

    /**
     * A file that must be readable (a certificate, a key); a change of its content is a change of
     * the configuration.
     */
    public Reading<Path> file(String key) {
        return path(key).accepting(file -> source.watch(lineOf(key), pathOf(key), file));
    }

    /**
     * A secret, hidden by the redactor from now on: {@code ${VARIABLE}}, {@code file:/path} or,
     * with a warning, the plain text.
     */
    public Reading<Secret> secret(String key) {
        asked.add(key);
        secrets.add(key);
        return new Reading<>(this, key, Kind.secret(source), true);
    }

    /** A text that may hold secrets: what stands for its variables is hidden by the redactor. */
    public Reading<String> hiddenText(String key) {
        items(key).forEach(this::hide);
        return text(key);
    }

    /** The same as a list. */
    public List<String> hiddenTexts(String key) {
        items(key).forEach(this::hide);
        return texts(key);
    }

    private void hide(Node item) {
        if (item instanceof ScalarNode scalar) {
            try {
                Substitution.apply(scalar.getValue(), this::hidden);
            } catch (Substitution.FailedException e) {
                // It is a fault for who reads it.
            }
        }
    }

    private String hidden(String variable) {
        String value = source.variable(variable);
        if (value != null) {
            source.register(value);
        }
        return value;
    }

    private List<Node> items(String key) {
        Entry entry = entries.get(key);
        if (entry == null || YamlTree.isNull(entry.value())) {
            return List.of();
        }
        return entry.value() instanceof SequenceNode list
                ? list.getValue()
                : List.of(entry.value());
    }

    /** A list of texts; a single text is a list of one. Empty when it is missing. */
    public List<String> texts(String key) {
        asked.add(key);
        record(new Field(pathOf(key), "a list of texts", false, "", ""));
        List<Node> items = items(key);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            String place =
                    items.size() == 1
                            ? pathOf(key)
                            : String.format(Locale.ROOT, "%s[%d]", pathOf(key), i);
            if (Scalar.read(source, items.get(i), YamlTree.line(items.get(i)), place, false)
                    instanceof Scalar.Text text) {
                texts.add(text.value());
            }
        }
        return texts;
    }

    /** The mapping at this key, if there is one. */
    public Optional<Section> section(String key) {
        return Optional.of(nested(key)).filter(Section::isPresent);
    }

    /**
     * The mapping at this key; when it is missing, an empty one, so that defaults are read from it.
     */
    public Section nested(String key) {
        asked.add(key);
        return children.computeIfAbsent(key, this::child);
    }

    /**
     * A mapping of named sections (e.g. {@code providers}) in the order of the file; empty when
     * missing.
     */
    public Map<String, Section> sections(String key) {
        Section parent = nested(key);
        Map<String, Section> sections = new LinkedHashMap<>();
        parent.keys().forEach(name -> sections.put(name, parent.nested(name)));
        return sections;
    }

    /** Fields that are not asked for here belong to another reader; they are no faults. */
    public Section leaveOthers() {
        othersMayRead = true;
        return this;
    }

    /** Has these fields from another section, except where it has its own. */
    public Section inherit(Set<String> keys, Section other) {
        keys.stream()
                .filter(key -> other != null && other.has(key))
                .forEach(key -> entries.putIfAbsent(key, other.entries.get(key)));
        return this;
    }

    /** Takes what stands under an old name for the new one, with a warning. */
    public Section renamed(String oldKey, String newKey) {
        Entry old = entries.get(oldKey);
        if (old != null) {
            asked.add(oldKey);
            entries.putIfAbsent(newKey, old);
            source.warning(
                    old.line(),
                    pathOf(oldKey),
                    "is an old name",
                    String.format(Locale.ROOT, "write %s instead", newKey));
        }
        return this;
    }

    /** Notes a fault that the caller found; its value is shown unless it is a secret. */
    public void fault(String key, String problem, String fix) {
        Entry entry = entries.get(key);
        String value =
                entry != null
                                && asked.contains(key)
                                && !secrets.contains(key)
                                && entry.value() instanceof ScalarNode scalar
                        ? scalar.getValue()
                        : null;
        asked.add(key);
        source.error(lineOf(key), pathOf(key), value, problem, fix);
    }

    /** As {@link #fault}, but only a strict validation refuses it. */
    public void warning(String key, String problem, String fix) {
        source.warning(lineOf(key), pathOf(key), problem, fix);
    }

    Source source() {
        return source;
    }

    int lineOf(String key) {
        Entry entry = entries.get(key);
        return entry == null ? line : entry.line();
    }

    String pathOf(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    /** Has been reported as a whole: that its fields are missing is no news. */
    Section broken() {
        broken = true;
        return this;
    }

    void missing(String key, String fix) {
        if (broken) {
            return;
        }
        source.error(lineOf(key), pathOf(key), null, has(key) ? "has no value" : "is missing", fix);
    }

    Scalar scalar(String key, boolean secret) {
        Entry entry = entries.get(key);
        return entry == null
                ? new Scalar.Absent()
                : Scalar.read(source, entry.value(), entry.line(), pathOf(key), secret);
    }

    /** Adds a fault for each field that nobody asked for, here and below. */
    void noteUnknown() {
        if (!othersMayRead) {
            entries.forEach(
                    (key, entry) -> {
                        if (!asked.contains(key)) {
                            source.error(
                                    entry.line(),
                                    pathOf(key),
                                    null,
                                    "is not a known field",
                                    unknownFix(key));
                        }
                    });
        }
        children.values().forEach(Section::noteUnknown);
    }

    private String unknownFix(String key) {
        return Nearest.to(key, asked)
                .map(near -> String.format(Locale.ROOT, "write %s, or remove it", near))
                .orElseGet(
                        () ->
                                asked.isEmpty()
                                        ? "remove it"
                                        : "remove it; known here: " + String.join(", ", asked));
    }

    void record(Field field) {
        if (source.recording != null) {
            source.recording.fields().accept(field);
        }
    }

    private <T> Reading<T> read(String key, Kind<T> kind) {
        asked.add(key);
        return new Reading<>(this, key, kind, false);
    }

    private Section child(String key) {
        Node node = has(key) ? entries.get(key).value() : null;
        if (node instanceof MappingNode mapping) {
            return new Section(source, pathOf(key), lineOf(key), mapping);
        }
        Section empty = new Section(source, pathOf(key), lineOf(key), null);
        if (node == null || YamlTree.isNull(node)) {
            return broken ? empty.broken() : empty;
        }
        String what = node instanceof SequenceNode ? "is a list" : "is a single value";
        source.error(
                lineOf(key),
                pathOf(key),
                null,
                what + ", not a group of fields",
                "write the fields below it, each as name: value");
        return empty.broken();
    }
}
