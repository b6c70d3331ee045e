package org.rsvpplatform.cli.catalogue;

import java.util.List;
import org.rsvpplatform.cli.json.Json;

/**
 * One parameter of a command, read from its JSON Schema.
 *
 * @param position the index of a positional parameter; -1 for a flag
 * @param secret never taken from the argument list
 */
public record Parameter(
        String name,
        String description,
        String type,
        String byDefault,
        List<String> choices,
        int position,
        boolean secret,
        boolean required) {

    static Parameter read(String name, Json schema, boolean required) {
        boolean list = schema.text("type").equals("array");
        Json values = list ? schema.get("items") : schema;
        return new Parameter(
                name,
                schema.text("description"),
                list ? "array" : type(schema),
                schema.get("default").isScalar() ? schema.text("default") : "",
                values.get("enum").items().stream()
                        .map(Json::text)
                        .filter(c -> !c.isEmpty())
                        .toList(),
                (int) schema.get("x-positional").number(-1),
                schema.get("writeOnly").isTrue(),
                required);
    }

    /** {@code ["string","null"]} is a string that may be left out. */
    private static String type(Json schema) {
        for (Json one : schema.get("type").items()) {
            if (!one.text().equals("null")) {
                return one.text();
            }
        }
        return schema.text("type").isEmpty() ? "string" : schema.text("type");
    }

    /** The flag: {@code backupId} is {@code --backup-id}. */
    public String flag() {
        StringBuilder flag = new StringBuilder("--");
        for (char c : name.toCharArray()) {
            if (Character.isUpperCase(c)) {
                flag.append('-').append(Character.toLowerCase(c));
            } else {
                flag.append(c);
            }
        }
        return flag.toString();
    }

    public boolean isPositional() {
        return position >= 0;
    }

    public boolean isSwitch() {
        return type.equals("boolean");
    }

    public boolean isList() {
        return type.equals("array");
    }

    /**
     * A value from the command line as the schema wants it. Throws IllegalArgumentException with
     * what is wrong.
     */
    public Json value(String given) {
        return switch (type) {
            case "integer" -> number(given, "-?[0-9]{1,18}", "a whole number");
            case "number" -> number(given, "-?[0-9]{1,15}(\\.[0-9]{1,15})?", "a number");
            case "boolean" -> new Json.Bool(Boolean.parseBoolean(given));
            default -> {
                if (!choices.isEmpty() && !choices.contains(given)) {
                    throw new IllegalArgumentException(
                            "must be one of " + String.join(", ", choices));
                }
                yield new Json.Text(given);
            }
        };
    }

    private static Json number(String given, String pattern, String what) {
        if (!given.matches(pattern)) {
            throw new IllegalArgumentException("must be " + what);
        }
        return new Json.Num(given);
    }
}
