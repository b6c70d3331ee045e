package org.rsvpplatform.cli.json;

import java.util.Iterator;
import java.util.Map;

/**
 * Writes a {@link Json} tree as text: two spaces a level, fields in their order. The layout is part
 * of {@code --output=json}.
 */
public final class JsonWriter {
    private final StringBuilder out = new StringBuilder();
    private final boolean pretty;

    private JsonWriter(boolean pretty) {
        this.pretty = pretty;
    }

    /** On several lines, for people and their tools. */
    public static String pretty(Json value) {
        return write(value, true);
    }

    /** On one line, for a request. */
    public static String compact(Json value) {
        return write(value, false);
    }

    private static String write(Json value, boolean pretty) {
        JsonWriter writer = new JsonWriter(pretty);
        writer.value(value, 0);
        return writer.out.toString();
    }

    private void value(Json value, int depth) {
        if (value instanceof Json.Obj object) {
            object(object.values(), depth);
        } else if (value instanceof Json.Arr array) {
            array(array.values().iterator(), depth);
        } else if (value instanceof Json.Text text) {
            quoted(text.value());
        } else {
            out.append(value.isPresent() ? value.text() : "null");
        }
    }

    private void object(Map<String, Json> fields, int depth) {
        if (fields.isEmpty()) {
            out.append("{}");
            return;
        }
        out.append('{');
        Iterator<Map.Entry<String, Json>> each = fields.entrySet().iterator();
        while (each.hasNext()) {
            Map.Entry<String, Json> field = each.next();
            newLine(depth + 1);
            quoted(field.getKey());
            out.append(pretty ? ": " : ":");
            value(field.getValue(), depth + 1);
            out.append(each.hasNext() ? "," : "");
        }
        newLine(depth);
        out.append('}');
    }

    private void array(Iterator<Json> each, int depth) {
        if (!each.hasNext()) {
            out.append("[]");
            return;
        }
        out.append('[');
        while (each.hasNext()) {
            newLine(depth + 1);
            value(each.next(), depth + 1);
            out.append(each.hasNext() ? "," : "");
        }
        newLine(depth);
        out.append(']');
    }

    private void newLine(int depth) {
        if (pretty) {
            out.append('\n').repeat("  ", depth);
        }
    }

    private void quoted(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    // DEL and C1 controls too: an answer must not steer the terminal it is shown
                    // on.
                    if (c < 0x20 || (c >= 0x7f && c < 0xa0)) {
                        out.append("\\u%04x".formatted((int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
