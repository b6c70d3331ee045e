package org.rsvpplatform.kit.observe.cause;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.rsvpplatform.kit.observe.cause.YamlTree.Entry;

/**
 * Reads {@code causes.yaml}.
 *
 * <pre>
 * domain: database
 * speaks: |         # words that only this domain's texts use, one phrase a line
 * foreign: |        # words of the other domains
 * outspoken: true   # a text without any of these words is hardly about this domain
 * harmless: |       # a line with one of these reports no fault
 * extract:          # where codes stand in a text: kind of signal, phrases whose group is the code
 *   sqlstate: |
 * tells:            # what a text reveals: fact, or fact=value, and phrases
 *   kind=mysql: |
 * causes:
 *   - code: db.too-many-connections
 *     title: …
 *     meaning: …
 *     distinguish: …
 *     guide: Connection Pool Exhaustion
 *     switch: if-standby-unaffected
 *     alternatives: [db.pool-exhausted]
 *     explains: []
 *     signals: |    # one a line, see {@link SignalMatcher}
 *     states: |     # phrases, see {@link Phrase}: the server's own word, excludes the neighbours
 *     names: |      # used for this cause only
 *     suggests: |   # used by every domain: counts by context
 *     unless: |     # takes the words' meaning away
 *     remedies:
 *       - text: …
 *         when: { kind: postgresql }
 *         first: wrongPassword  # it comes first where this fact is known
 *         sql: |    # or shell, json, file: the lines and their language
 *         command: { name: "db:reconnect", parameters: { provider: "{provider}" } }
 * </pre>
 *
 * A line of a block that begins with {@code #} is a comment.
 */
final class CatalogueReader {
    private static final Set<String> LANGUAGES =
            new LinkedHashSet<>(List.of("shell", "sql", "json", "file"));

    private CatalogueReader() {}

    static Catalogue read(InputStream yaml) {
        Map<String, Entry> root =
                YamlTree.read(yaml)
                        .fields(
                                "domain",
                                "speaks",
                                "outspoken",
                                "foreign",
                                "harmless",
                                "extract",
                                "tells",
                                "causes");
        List<Extractor> extractors = new ArrayList<>();
        if (root.containsKey("extract")) {
            root.get("extract")
                    .fields()
                    .forEach(
                            (kind, entry) ->
                                    entry.lines(Phrase::new)
                                            .forEach(p -> extractors.add(new Extractor(kind, p))));
        }
        List<Vocabulary.Tell> tells = new ArrayList<>();
        if (root.containsKey("tells")) {
            root.get("tells")
                    .fields()
                    .forEach(
                            (fact, entry) ->
                                    entry.lines(Phrase::new)
                                            .forEach(p -> tells.add(tell(fact, p))));
        }
        List<Rule> rules = new ArrayList<>();
        Set<String> codes = new HashSet<>();
        for (Entry entry : YamlTree.required(root, "causes").items()) {
            Rule rule = rule(entry);
            if (!codes.add(rule.cause().code())) {
                throw entry.wrong("the code %s stands here twice".formatted(rule.cause().code()));
            }
            rules.add(rule);
        }
        return new Catalogue(
                YamlTree.required(root, "domain").text(),
                rules,
                new Vocabulary(
                        lines(root, "speaks", Phrase::new),
                        lines(root, "foreign", Phrase::new),
                        root.containsKey("outspoken")
                                && root.get("outspoken").text().equals("true"),
                        lines(root, "harmless", Phrase::new),
                        extractors,
                        tells));
    }

    private static Vocabulary.Tell tell(String fact, Phrase phrase) {
        int equals = fact.indexOf('=');
        return equals < 0
                ? new Vocabulary.Tell(fact, null, phrase)
                : new Vocabulary.Tell(
                        fact.substring(0, equals), fact.substring(equals + 1), phrase);
    }

    private static Rule rule(Entry entry) {
        Map<String, Entry> fields =
                entry.fields(
                        "code",
                        "title",
                        "meaning",
                        "distinguish",
                        "guide",
                        "switch",
                        "alternatives",
                        "explains",
                        "signals",
                        "states",
                        "names",
                        "suggests",
                        "unless",
                        "remedies");
        Cause cause =
                new Cause(
                        YamlTree.required(fields, "code").text(),
                        YamlTree.required(fields, "title").text(),
                        YamlTree.required(fields, "meaning").text(),
                        YamlTree.required(fields, "distinguish").text(),
                        YamlTree.required(fields, "guide").text(),
                        switchover(YamlTree.required(fields, "switch")),
                        remedies(fields.get("remedies")),
                        texts(fields.get("alternatives")),
                        Set.copyOf(texts(fields.get("explains"))));
        List<Rule.Words> words = new ArrayList<>();
        for (Rule.Strength strength : Rule.Strength.values()) {
            String key = strength.name().toLowerCase(java.util.Locale.ROOT);
            words.addAll(lines(fields, key, line -> new Rule.Words(new Phrase(line), strength)));
        }
        return new Rule(
                cause,
                lines(fields, "signals", SignalMatcher::parse),
                List.copyOf(words),
                lines(fields, "unless", Phrase::new));
    }

    private static Switch switchover(Entry entry) {
        for (Switch value : Switch.values()) {
            if (value.label().equals(entry.text())) {
                return value;
            }
        }
        throw entry.wrong("switch is cures, never or if-standby-unaffected");
    }

    private static List<RemedyTemplate> remedies(Entry entry) {
        if (entry == null) {
            return List.of();
        }
        List<RemedyTemplate> remedies = new ArrayList<>();
        for (Entry item : entry.items()) {
            Map<String, Entry> fields =
                    item.fields("text", "when", "first", "shell", "sql", "json", "file", "command");
            String language = null;
            List<String> lines = List.of();
            for (String key : LANGUAGES) {
                if (fields.containsKey(key)) {
                    if (language != null) {
                        throw item.wrong("a remedy's lines are of one language");
                    }
                    language = key;
                    lines = fields.get(key).rawLines();
                }
            }
            Map<String, String> when = new LinkedHashMap<>();
            if (fields.containsKey("when")) {
                fields.get("when").fields().forEach((fact, value) -> when.put(fact, value.text()));
            }
            remedies.add(
                    new RemedyTemplate(
                            YamlTree.required(fields, "text").text(),
                            lines,
                            language,
                            when,
                            fields.containsKey("first") ? fields.get("first").text() : null,
                            command(fields.get("command"))));
        }
        return remedies;
    }

    private static CommandCall command(Entry entry) {
        if (entry == null) {
            return null;
        }
        Map<String, Entry> fields = entry.fields("name", "parameters");
        Map<String, Object> parameters = new LinkedHashMap<>();
        if (fields.containsKey("parameters")) {
            fields.get("parameters")
                    .fields()
                    .forEach((name, value) -> parameters.put(name, value.text()));
        }
        return new CommandCall(YamlTree.required(fields, "name").text(), parameters);
    }

    private static List<String> texts(Entry entry) {
        return entry == null ? List.of() : entry.items().stream().map(Entry::text).toList();
    }

    private static <T> List<T> lines(
            Map<String, Entry> fields, String key, Function<String, T> reader) {
        Entry entry = fields.get(key);
        return entry == null ? List.of() : entry.lines(reader);
    }
}
