package org.rsvpplatform.kit.observe.config;

import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** What stands where one value is expected. */
sealed interface Scalar {

    /** Nothing, or a value that is empty. */
    record Absent() implements Scalar {}

    /** Something that can't be used; its fault has been noted. */
    record Faulty() implements Scalar {}

    /**
     * {@code raw} as the file has it, {@code value} with the environment or the secret's file put
     * in.
     */
    record Text(String raw, String value) implements Scalar {}

    static Scalar read(Source source, Node node, int line, String path, boolean secret) {
        if (YamlTree.isNull(node)) {
            return new Absent();
        }
        if (!(node instanceof ScalarNode scalar)) {
            String what = node instanceof SequenceNode ? "is a list" : "is a group of fields";
            source.error(line, path, null, what + ", not a single value", "write one value");
            return new Faulty();
        }
        String raw = scalar.getValue();
        try {
            String value = Substitution.apply(raw, source::variable);
            if (secret) {
                value = new SecretText(source, line, path).from(raw, value);
            }
            if (value == null) {
                return new Faulty();
            }
            return value.isEmpty() ? new Absent() : new Text(raw, value);
        } catch (Substitution.FailedException e) {
            source.error(line, path, null, e.getMessage(), e.fix);
            return new Faulty();
        }
    }
}
