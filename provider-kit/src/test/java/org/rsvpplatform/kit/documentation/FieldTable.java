package org.rsvpplatform.kit.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.rsvpplatform.kit.observe.config.Field;
import org.rsvpplatform.kit.observe.config.ProvidersFile;
import org.rsvpplatform.kit.observe.domain.Domain;
import org.rsvpplatform.kit.observe.domain.DomainConfiguration;
import org.rsvpplatform.kit.observe.domain.ProviderKind;

/**
 * The fields of providers.yaml as docs/configuration.md shows them. Names, types and defaults are
 * learned from the readers themselves; what a field means is written by hand into the last column,
 * and kept.
 */
public final class FieldTable {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([^`]+)` \\|.*\\| ([^|]*) \\|$");
    private static final String GROUPS = ".groups.";
    private static final String HEAD =
            "| field | type | when left out | variable | meaning |\n|---|---|---|---|---|\n";

    private FieldTable() {}

    /** Checks the part of a domain, or writes it anew. */
    public static void mustBeDocumented(Domain domain) throws IOException {
        Document document = new Document("configuration.md");
        String now = document.part(domain.name());
        StringBuilder text = new StringBuilder();
        for (ProviderKind<?> kind : domain.kinds()) {
            Map<String, Field> fields = fields(domain, kind);
            fields.keySet().removeIf(path -> path.contains(GROUPS));
            append(text, "Kind `" + kind.name() + "`", fields, now);
        }
        document.mustHave(domain.name(), text.append('\n').toString());
        assertThat(text)
                .as("each field of %s has a meaning in docs/configuration.md", domain.name())
                .doesNotContain("|  |\n");
    }

    /** Checks the part about groups, which every domain has, or writes it anew. */
    public static void groupsMustBeDocumented(Domain any) throws IOException {
        Document document = new Document("configuration.md");
        Map<String, Field> groups = new LinkedHashMap<>();
        fields(any, any.kinds().getFirst())
                .forEach(
                        (path, field) -> {
                            if (path.contains(GROUPS)) {
                                String shown = path.replaceFirst("^" + any.name(), "<domain>");
                                groups.put(
                                        shown,
                                        new Field(
                                                shown,
                                                field.type(),
                                                field.required(),
                                                field.usual(),
                                                field.variable()));
                            }
                        });
        StringBuilder text = new StringBuilder();
        append(text, "Group", groups, document.part("groups"));
        document.mustHave("groups", text.append('\n').toString());
        assertThat(text)
                .as("each field of a group has a meaning in docs/configuration.md")
                .doesNotContain("|  |\n");
    }

    private static void append(
            StringBuilder text, String heading, Map<String, Field> fields, String now) {
        text.append("\n").append(heading).append("\n\n").append(HEAD);
        Map<String, String> meanings = meanings(now, heading);
        fields.values().forEach(field -> text.append(row(field, meanings.get(field.path()))));
    }

    private static Map<String, Field> fields(Domain domain, ProviderKind<?> kind) {
        Map<String, Field> fields = new LinkedHashMap<>();
        DomainConfiguration.read(
                domain,
                ProvidersFile.recording(
                        kind.name(),
                        field -> {
                            Field shown = named(field, kind.name());
                            fields.merge(shown.path(), shown, FieldTable::telling);
                        }));
        return fields;
    }

    /** The kind's name stood for whatever name an operator gives. */
    private static Field named(Field field, String kind) {
        String path =
                field.path()
                        .replace(".providers." + kind + ".", ".providers.<name>.")
                        .replace(GROUPS + kind + ".", GROUPS + "<group>.")
                        .replace(".environment." + kind, ".environment.<name>");
        return new Field(path, field.type(), field.required(), field.usual(), field.variable());
    }

    /** A field that is looked at twice is described by the reading that knows more of it. */
    private static Field telling(Field one, Field other) {
        return one.required() || !one.usual().isEmpty() ? one : other;
    }

    private static String row(Field field, String meaning) {
        String usual =
                field.required()
                        ? "a fault"
                        : field.usual().isEmpty() ? "–" : "`" + field.usual() + "`";
        String variable = field.variable().isEmpty() ? "–" : "`" + field.variable() + "`";
        return "| `%s` | %s | %s | %s | %s |\n"
                .formatted(
                        field.path(),
                        field.type(),
                        usual,
                        variable,
                        meaning == null ? "" : meaning);
    }

    private static Map<String, String> meanings(String part, String heading) {
        Map<String, String> meanings = new LinkedHashMap<>();
        int begin = part.indexOf("\n" + heading + "\n");
        if (begin >= 0) {
            int table = part.indexOf(HEAD, begin);
            int end = part.indexOf("\n\n", table);
            Matcher rows = ROW.matcher(part.substring(begin, end < 0 ? part.length() : end));
            while (rows.find()) {
                meanings.put(rows.group(1), rows.group(2).strip());
            }
        }
        return meanings;
    }
}
