package org.rsvpplatform.cli.command;

import java.io.Console;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.rsvpplatform.cli.catalogue.CatalogueCommand;
import org.rsvpplatform.cli.catalogue.Parameter;
import org.rsvpplatform.cli.invocation.ExitCode;
import org.rsvpplatform.cli.invocation.Failure;
import org.rsvpplatform.cli.json.Json;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.ParseResult;

/**
 * The parameters that were given on the command line, as the gateway wants them. What was left out
 * is the service's to fill in.
 */
final class GivenParameters {
    private static final int LONGEST_SECRET = 64 << 10;

    private final CatalogueCommand command;
    private final ParseResult given;
    private final Path workingDirectory;

    GivenParameters(CatalogueCommand command, ParseResult given, Path workingDirectory) {
        this.command = command;
        this.given = given;
        this.workingDirectory = workingDirectory;
    }

    Json json() {
        Map<String, Json> values = new LinkedHashMap<>();
        for (Parameter parameter : command.parameters()) {
            Json value = parameter.secret() ? secret(parameter) : value(parameter);
            if (value.isPresent()) {
                values.put(parameter.name(), value);
            }
        }
        return new Json.Obj(values);
    }

    private Json value(Parameter parameter) {
        ArgSpec spec =
                parameter.isPositional()
                        ? given.commandSpec().positionalParameters().stream()
                                .filter(p -> p.index().min() == parameter.position())
                                .findFirst()
                                .orElseThrow()
                        : given.commandSpec().findOption(parameter.flag());
        boolean present =
                parameter.isPositional()
                        ? given.hasMatchedPositional(parameter.position())
                        : given.hasMatchedOption(parameter.flag());
        if (!present) {
            return Json.NULL;
        }
        Object value = spec.getValue();
        return value instanceof String[] many
                ? new Json.Arr(Arrays.stream(many).map(one -> checked(parameter, one)).toList())
                : checked(parameter, value.toString());
    }

    private Json checked(Parameter parameter, String text) {
        try {
            return parameter.isList() ? listItem(parameter, text) : parameter.value(text);
        } catch (IllegalArgumentException e) {
            String name =
                    parameter.isPositional() ? "<" + parameter.name() + ">" : parameter.flag();
            throw new Failure(
                    ExitCode.USAGE,
                    "%s=%s: %s".formatted(name, text, e.getMessage()),
                    "how it is used: ./rsvp " + command.name() + " --help");
        }
    }

    private static Json listItem(Parameter parameter, String text) {
        if (!parameter.choices().isEmpty() && !parameter.choices().contains(text)) {
            throw new IllegalArgumentException(
                    "must be one of " + String.join(", ", parameter.choices()));
        }
        return new Json.Text(text);
    }

    private Json secret(Parameter parameter) {
        String file = given.matchedOptionValue(parameter.flag() + "-file", "");
        try {
            if (file.isEmpty() && !parameter.required()) {
                return Json.NULL;
            }
            return new Json.Text(
                    file.isEmpty()
                            ? asked(parameter)
                            : file.equals("-") ? standardInput() : contentOf(file));
        } catch (IOException e) {
            throw new Failure(
                    ExitCode.USAGE,
                    "can't read %s from %s"
                            .formatted(parameter.name(), file.isEmpty() ? "standard input" : file));
        }
    }

    private String contentOf(String file) throws IOException {
        return withoutLineEnd(Files.readString(workingDirectory.resolve(file)));
    }

    private static String asked(Parameter parameter) throws IOException {
        Console console = System.console();
        if (console == null || !console.isTerminal()) {
            return standardInput();
        }
        char[] typed = console.readPassword("%s: ", parameter.name());
        if (typed == null) {
            throw new IOException("nothing was typed");
        }
        return new String(typed);
    }

    private static String standardInput() throws IOException {
        return withoutLineEnd(
                new String(System.in.readNBytes(LONGEST_SECRET), StandardCharsets.UTF_8));
    }

    private static String withoutLineEnd(String text) {
        return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    }
}
