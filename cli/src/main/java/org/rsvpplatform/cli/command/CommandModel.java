package org.rsvpplatform.cli.command;

import org.rsvpplatform.cli.catalogue.CatalogueCommand;
import org.rsvpplatform.cli.catalogue.Parameter;
import org.rsvpplatform.cli.invocation.OutputFormat;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The command line of one catalogue command, built from its parameters. */
final class CommandModel {
    static final String OUTPUT = "--output";
    static final String STRICT = "--strict";
    static final String VERBOSE = "--verbose";
    static final String ONCE = "--once";
    static final String PLAN = "--plan";

    private CommandModel() {}

    static CommandSpec of(CatalogueCommand command) {
        CommandSpec spec = CommandSpec.create().name(command.name());
        spec.usageMessage()
                .description(escaped(command.summary()), escaped(command.description()))
                .abbreviateSynopsis(false)
                .sortOptions(false)
                .footer(footer(command));
        for (Parameter parameter : command.parameters()) {
            if (parameter.isPositional()) {
                spec.addPositional(positional(parameter));
            } else {
                spec.addOption(parameter.secret() ? secretFile(parameter) : option(parameter));
            }
        }
        common(
                spec,
                OUTPUT,
                "How to print: json (as the gateway answers, stable) or table.",
                OutputFormat.class);
        common(spec, STRICT, "Exit 1 for a warning or a degraded provider too.", boolean.class);
        common(spec, VERBOSE, "Show each check, and what a run did.", boolean.class);
        if (command.mayLose()) {
            spec.addOption(
                    OptionSpec.builder(PLAN)
                            .type(String.class)
                            .arity("1")
                            .paramLabel("HASH")
                            .description(
                                    "Agree to the plan of this name; without it the plan is shown.")
                            .build());
        }
        if (command.followable()) {
            common(
                    spec,
                    ONCE,
                    "Print the answer once, instead of showing it live on a terminal.",
                    boolean.class);
        }
        return spec;
    }

    private static String[] footer(CatalogueCommand command) {
        StringBuilder facts = new StringBuilder("Effect: ").append(command.effect());
        if (!command.role().isEmpty()) {
            facts.append(", needs the role ").append(command.role());
        }
        return command.example().isEmpty()
                ? new String[] {"", facts.toString()}
                : new String[] {"", "For example: " + escaped(command.example()), facts.toString()};
    }

    private static PositionalParamSpec positional(Parameter parameter) {
        return PositionalParamSpec.builder()
                .index(
                        parameter.isList()
                                ? parameter.position() + "..*"
                                : Integer.toString(parameter.position()))
                .arity(arity(parameter))
                .type(parameter.isList() ? String[].class : String.class)
                .auxiliaryTypes(String.class)
                .paramLabel("<" + parameter.flag().substring(2) + ">")
                .description(description(parameter))
                .build();
    }

    private static String arity(Parameter parameter) {
        if (parameter.isList()) {
            return parameter.required() ? "1..*" : "0..*";
        }
        return parameter.required() ? "1" : "0..1";
    }

    private static OptionSpec option(Parameter parameter) {
        OptionSpec.Builder builder =
                OptionSpec.builder(parameter.flag())
                        .description(description(parameter))
                        .required(parameter.required());
        if (parameter.isSwitch()) {
            return builder.type(boolean.class)
                    .arity("0")
                    .negatable(parameter.byDefault().equals("true"))
                    .build();
        }
        builder.type(parameter.isList() ? String[].class : String.class)
                .auxiliaryTypes(String.class)
                .arity("1");
        if (parameter.isList()) {
            builder.splitRegex(",");
        }
        return builder.paramLabel(
                        parameter.choices().isEmpty()
                                ? "<" + parameter.type() + ">"
                                : String.join("|", parameter.choices()))
                .build();
    }

    /** A secret has no value on the command line, where every user of the machine could read it. */
    private static OptionSpec secretFile(Parameter parameter) {
        return OptionSpec.builder(parameter.flag() + "-file")
                .type(String.class)
                .arity("1")
                .paramLabel("FILE")
                .description(
                        escaped(parameter.description())
                                + " Read from FILE (- is standard input); asked for without echo"
                                + " when left out.")
                .build();
    }

    /** Every command has these, unless it declares one of the name itself. */
    private static void common(CommandSpec spec, String name, String description, Class<?> type) {
        if (spec.findOption(name) == null) {
            OptionSpec.Builder builder =
                    OptionSpec.builder(name).description(description).type(type);
            spec.addOption(
                    type == boolean.class
                            ? builder.arity("0").build()
                            : builder.arity("1").paramLabel("json|table").build());
        }
    }

    private static String description(Parameter parameter) {
        StringBuilder text = new StringBuilder(escaped(parameter.description()));
        if (!parameter.choices().isEmpty()) {
            text.append(" One of: ").append(String.join(", ", parameter.choices())).append('.');
        }
        if (!parameter.byDefault().isEmpty() && !parameter.isSwitch()) {
            text.append(" Default: ").append(escaped(parameter.byDefault())).append('.');
        }
        return text.toString();
    }

    /** Picocli formats descriptions: a percent sign and an at sign would be taken as its own. */
    private static String escaped(String text) {
        return text.replace("%", "%%").replace("@|", "@@|");
    }
}
