package org.rsvpplatform.kit.observe.cause;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** A YAML document whose every complaint names the line. */
final class YamlTree {
    private YamlTree() {}

    static Entry read(InputStream yaml) {
        try {
            LoadSettings settings = LoadSettings.builder().setLabel("causes").build();
            return new Compose(settings)
                    .composeInputStream(yaml)
                    .map(Entry::new)
                    .orElseThrow(() -> new InvalidCatalogueException(1, "the file is empty"));
        } catch (YamlEngineException broken) {
            throw new InvalidCatalogueException("not YAML: " + broken.getMessage(), broken);
        }
    }

    static Entry required(Map<String, Entry> fields, String name) {
        Entry entry = fields.get(name);
        if (entry == null) {
            int line = fields.values().stream().mapToInt(Entry::line).min().orElse(1);
            throw new InvalidCatalogueException(line, "%s is missing here".formatted(name));
        }
        return entry;
    }

    record Entry(Node node) {
        int line() {
            return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
        }

        InvalidCatalogueException wrong(String problem) {
            return new InvalidCatalogueException(line(), problem);
        }

        String text() {
            if (node instanceof ScalarNode scalar) {
                return scalar.getValue().strip();
            }
            throw wrong("a text is expected here");
        }

        List<Entry> items() {
            if (node instanceof SequenceNode sequence) {
                return sequence.getValue().stream().map(Entry::new).toList();
            }
            throw wrong("a list is expected here");
        }

        /** The fields in the order of the file; with names given, no others may stand here. */
        Map<String, Entry> fields(String... allowed) {
            if (!(node instanceof MappingNode mapping)) {
                throw wrong("fields are expected here");
            }
            Set<String> names = Set.of(allowed);
            Map<String, Entry> fields = new LinkedHashMap<>();
            for (NodeTuple tuple : mapping.getValue()) {
                Entry key = new Entry(tuple.getKeyNode());
                String name = key.text();
                if (!names.isEmpty() && !names.contains(name)) {
                    throw key.wrong("the field %s is not known here".formatted(name));
                }
                fields.put(name, new Entry(tuple.getValueNode()));
            }
            return fields;
        }

        List<String> rawLines() {
            return text().lines().toList();
        }

        /** One value a line; empty lines and comments are left out. */
        <T> List<T> lines(Function<String, T> reader) {
            List<T> values = new ArrayList<>();
            int number = 0;
            if (!(node instanceof ScalarNode scalar)) {
                throw wrong("lines are expected here");
            }
            for (String line : scalar.getValue().lines().toList()) {
                number++;
                String value = line.strip();
                if (value.isEmpty() || value.startsWith("#")) {
                    continue;
                }
                try {
                    values.add(reader.apply(value));
                } catch (IllegalArgumentException wrong) {
                    throw new InvalidCatalogueException(line() + number, wrong.getMessage());
                }
            }
            return List.copyOf(values);
        }
    }
}
