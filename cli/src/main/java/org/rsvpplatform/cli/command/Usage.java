package org.rsvpplatform.cli.command;

import java.util.List;
import org.rsvpplatform.cli.terminal.Terminal;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** Help on one command. */
public final class Usage {
    private Usage() {}

    /** Whether the arguments of a command ask for help on it. */
    public static boolean isAskedFor(List<String> arguments) {
        return arguments.contains("--help") || arguments.contains("-h");
    }

    /** Prints one command's usage. */
    public static void print(Terminal terminal, CommandLine line) {
        line.setUsageHelpWidth(Math.min(Math.max(terminal.width(), 55), 110));
        Ansi ansi = terminal.style().colours() ? Ansi.ON : Ansi.OFF;
        terminal.print(line.getUsageMessage(ansi).stripTrailing());
    }
}
