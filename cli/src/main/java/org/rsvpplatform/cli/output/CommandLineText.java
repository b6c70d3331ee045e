package org.rsvpplatform.cli.output;

import java.util.List;
import java.util.stream.Collectors;
import org.rsvpplatform.cli.catalogue.Catalogue;
import org.rsvpplatform.cli.catalogue.Parameter;
import org.rsvpplatform.cli.json.Json;

/** Writes a parameter the way it is typed after {@code ./rsvp}. */
final class CommandLineText {
    private CommandLineText() {}

    static String argument(String name, Json value, String command) {
        String text =
                quoted(
                        value.items().isEmpty()
                                ? value.text()
                                : value.items().stream()
                                        .map(Json::text)
                                        .collect(Collectors.joining(",")));
        Parameter known =
                Catalogue.packaged().find(command).stream()
                        .flatMap(c -> c.parameters().stream())
                        .filter(p -> p.name().equals(name))
                        .findFirst()
                        .orElseGet(
                                () ->
                                        new Parameter(
                                                name, "", "string", "", List.of(), -1, false,
                                                false));
        if (known.isPositional()) {
            return text;
        }
        return value instanceof Json.Bool && value.isTrue()
                ? known.flag()
                : known.flag() + "=" + text;
    }

    static String quoted(String text) {
        return text.matches("[A-Za-z0-9_./:@%+,=-]+")
                ? text
                : "'" + text.replace("'", "'\\''") + "'";
    }
}
