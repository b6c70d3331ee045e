package org.rsvpplatform.kit.observe.config;

import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** From text to a tree of nodes that is safe to walk: bounded depth, bounded size, no cycles. */
final class YamlTree {

    private static final int DEEPEST = 50;
    private static final long LARGEST = 100_000;
    private static final long ENDLESS = Long.MAX_VALUE / 2;

    private static final LoadSettings SETTINGS =
            LoadSettings.builder()
                    .setSchema(new CoreSchema())
                    .setAllowDuplicateKeys(true) // reported here, all at once and with both lines
                    .setAllowNonScalarKeys(true)
                    .setMaxAliasesForCollections((int) LARGEST) // bounded by size() below
                    .setCodePointLimit(Fingerprint.LARGEST_FILE + 1)
                    .build();

    private final Source source;
    private final Map<Node, Long> sizes = new IdentityHashMap<>();

    private YamlTree(Source source) {
        this.source = source;
    }

    /** The mapping at the top, or empty after noting why there is none. */
    static Optional<MappingNode> read(String text, Source source) {
        // JSON may be indented by tabs, YAML may not; inside of JSON's strings there are none.
        boolean json = text.stripLeading().startsWith("{");
        return new YamlTree(source).compose(json ? text.replace('\t', ' ') : text);
    }

    static int line(Node node) {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
    }

    static Optional<String> name(Node key) {
        return key instanceof ScalarNode scalar ? Optional.of(scalar.getValue()) : Optional.empty();
    }

    static boolean isNull(Node node) {
        return node.getTag().equals(Tag.NULL);
    }

    private Optional<MappingNode> compose(String text) {
        try {
            if (isTooDeep(text)) {
                return Optional.empty();
            }
            Node root = new Compose(SETTINGS).composeString(text).orElse(null);
            if (root == null || isNull(root)) {
                source.error(1, "", null, "the file is empty", "write the providers into it");
                return Optional.empty();
            }
            if (!(root instanceof MappingNode mapping)) {
                source.error(
                        line(root),
                        "",
                        null,
                        "the file is not a group of fields",
                        "write the fields as name: value");
                return Optional.empty();
            }
            if (size(mapping) > LARGEST) {
                source.error(
                        1,
                        "",
                        null,
                        "the file's aliases make it too large or endless",
                        "write out what they stand for");
                return Optional.empty();
            }
            check(mapping, "", new HashSet<>());
            return Optional.of(mapping);
        } catch (MarkedYamlEngineException e) {
            SyntaxProblem problem = SyntaxProblem.of(e.getProblem());
            Optional<Mark> place =
                    problem.isFromItsStart()
                            ? e.getContextMark().or(e::getProblemMark)
                            : e.getProblemMark().or(e::getContextMark);
            int line = place.map(mark -> mark.getLine() + 1).orElse(1);
            source.error(line, "", null, problem.problem(), problem.fix());
        } catch (YamlEngineException e) {
            source.error(
                    1,
                    "",
                    null,
                    "the file is not valid YAML: it holds characters or a version that YAML 1.2"
                            + " does not know",
                    "remove control characters and %YAML lines");
        }
        return Optional.empty();
    }

    /** Looked at before composing, which goes as deep into the stack as the file does. */
    private boolean isTooDeep(String text) {
        int depth = 0;
        for (Event event : new Parse(SETTINGS).parseString(text)) {
            if (event instanceof CollectionStartEvent && ++depth > DEEPEST) {
                int line = event.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
                source.error(
                        line,
                        "",
                        null,
                        String.format(Locale.ROOT, "fields are nested more than %d deep", DEEPEST),
                        "write them flatter");
                return true;
            }
            if (event instanceof CollectionEndEvent) {
                depth--;
            }
        }
        return false;
    }

    /** Nodes with every alias written out; a node inside itself is endless. */
    private long size(Node node) {
        Long known = sizes.get(node);
        if (known != null) {
            return known;
        }
        sizes.put(node, ENDLESS);
        long size = 1;
        if (node instanceof SequenceNode list) {
            for (Node item : list.getValue()) {
                size = Math.min(ENDLESS, size + size(item));
            }
        } else if (node instanceof MappingNode mapping) {
            for (NodeTuple tuple : mapping.getValue()) {
                size =
                        Math.min(
                                ENDLESS,
                                size + size(tuple.getKeyNode()) + size(tuple.getValueNode()));
            }
        }
        sizes.put(node, size);
        return size;
    }

    private void check(Node node, String path, Set<Node> seen) {
        if (!seen.add(node)) {
            return;
        }
        if (node instanceof SequenceNode list) {
            list.getValue().forEach(item -> check(item, path, seen));
        } else if (node instanceof MappingNode mapping) {
            Map<String, Integer> lines = new HashMap<>();
            for (NodeTuple tuple : mapping.getValue()) {
                checkKey(tuple.getKeyNode(), path, lines);
                String below = name(tuple.getKeyNode()).orElse("?");
                check(tuple.getValueNode(), path.isEmpty() ? below : path + "." + below, seen);
            }
        }
    }

    private void checkKey(Node key, String path, Map<String, Integer> lines) {
        String name = name(key).orElse(null);
        if (name == null) {
            source.error(
                    line(key),
                    path,
                    null,
                    "has a list or a group as a field's name",
                    "write a plain name");
            return;
        }
        Integer first = lines.putIfAbsent(name, line(key));
        if (first != null) {
            source.error(
                    line(key),
                    path.isEmpty() ? name : path + "." + name,
                    null,
                    String.format(Locale.ROOT, "is there twice, first in line %d", first),
                    "keep one of them");
        }
    }
}
