package org.rsvpplatform.cli.suite;

import java.nio.file.Files;
import java.util.concurrent.Callable;
import org.rsvpplatform.cli.invocation.ExitCode;
import org.rsvpplatform.cli.invocation.Invocation;
import picocli.CommandLine.Command;

/** {@code down}: stops what {@code up} started. */
@Command(name = "down", description = "Stops all that ./rsvp up started in this checkout.")
public final class DownCommand implements Callable<ExitCode> {
    private final Invocation invocation;

    public DownCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public ExitCode call() {
        SuiteDirectory directory = new SuiteDirectory(invocation.root());
        if (!Files.isDirectory(directory.path())) {
            invocation.terminal().print("Nothing runs.");
            return ExitCode.GOOD;
        }
        directory.create();
        try (SuiteLock _ = SuiteLock.take(directory, invocation.terminal())) {
            int stopped = new Suite(directory, invocation.environment()).stop();
            invocation
                    .terminal()
                    .print(
                            stopped == 0
                                    ? "Nothing runs."
                                    : "Stopped %d processes.".formatted(stopped));
        }
        return ExitCode.GOOD;
    }
}
