package org.rsvpplatform.cli;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.rsvpplatform.cli.catalogue.Catalogue;
import org.rsvpplatform.cli.command.CatalogueRun;
import org.rsvpplatform.cli.command.CommandSearch;
import org.rsvpplatform.cli.command.Usage;
import org.rsvpplatform.cli.gateway.Refusal;
import org.rsvpplatform.cli.invocation.ExitCode;
import org.rsvpplatform.cli.invocation.Failure;
import org.rsvpplatform.cli.invocation.Invocation;
import org.rsvpplatform.cli.suite.EndedProcesses;
import org.rsvpplatform.cli.terminal.Style;
import org.rsvpplatform.cli.terminal.Terminal;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * The command line. Only the subcommand that is named gets built: with sixty of them the rest would
 * be most of the time.
 */
public final class Rsvp {
    private final Invocation invocation;
    private final Clock clock;

    public Rsvp(Invocation invocation, Clock clock) {
        this.invocation = invocation;
        this.clock = clock;
    }

    /** Started by the launcher, which says in {@code rsvp.root} where the checkout is. */
    public static void main(String[] arguments) {
        Map<String, String> environment = System.getenv();
        Terminal terminal = Terminal.ofProcess(environment);
        Path root = Path.of(System.getProperty("rsvp.root", ""));
        Invocation invocation =
                new Invocation(
                        terminal,
                        root.toAbsolutePath().normalize(),
                        Path.of("").toAbsolutePath(),
                        environment);
        ExitCode code =
                arguments.length > 0 && arguments[0].equals(Rehearsal.NAME)
                        ? new Rehearsal().run()
                        : new Rsvp(invocation, Clock.systemDefaultZone()).run(List.of(arguments));
        terminal.flush();
        System.exit(code.number());
    }

    /** Runs one command line. */
    public ExitCode run(List<String> arguments) {
        ExitCode code = answered(arguments);
        if (code == ExitCode.UNHEALTHY || code == ExitCode.UNREACHABLE) {
            EndedProcesses.hints(invocation).forEach(invocation.terminal()::note);
        }
        return code;
    }

    private ExitCode answered(List<String> arguments) {
        try {
            return dispatched(arguments);
        } catch (ParameterException e) {
            return failed(
                    new Failure(
                            ExitCode.USAGE,
                            e.getMessage(),
                            "how it is used: ./rsvp "
                                    + e.getCommandLine().getCommandName()
                                    + " --help"));
        } catch (Failure e) {
            return failed(e);
        } catch (Refusal e) {
            return failed(new Failure(e.exitCode(), e.summary(), e.hints().toArray(String[]::new)));
        } catch (UncheckedIOException e) {
            return failed(
                    new Failure(
                            ExitCode.UNHEALTHY, e.getMessage() + ": " + e.getCause().getMessage()));
        }
    }

    private ExitCode dispatched(List<String> arguments) {
        String first = arguments.isEmpty() ? "--help" : arguments.getFirst();
        List<String> rest =
                arguments.isEmpty() ? List.of() : arguments.subList(1, arguments.size());
        switch (first) {
            case "--help", "-h", "help" -> {
                if (first.equals("help") && !rest.isEmpty()) {
                    return dispatched(List.of(rest.getFirst(), "--help"));
                }
                new HelpPage(invocation.terminal(), Catalogue.packaged()).print();
                return ExitCode.GOOD;
            }
            case "--version", "-V" -> {
                String version = Rsvp.class.getPackage().getImplementationVersion();
                invocation
                        .terminal()
                        .print("rsvp " + (version == null ? "(not packaged)" : version));
                return ExitCode.GOOD;
            }
            default -> {
                if (first.startsWith("-")) {
                    throw new Failure(
                            ExitCode.USAGE,
                            "unknown option " + first,
                            "a command comes first: ./rsvp --help lists them");
                }
            }
        }
        LocalCommand local = LocalCommand.find(first);
        if (local != null) {
            return local(local, rest);
        }
        return new CatalogueRun(invocation, clock, new CommandSearch(invocation).find(first))
                .run(rest);
    }

    private ExitCode local(LocalCommand local, List<String> arguments) {
        Callable<ExitCode> command = local.create(invocation);
        CommandSpec spec = CommandSpec.forAnnotatedObject(command).name(local.typed());
        spec.mixinStandardHelpOptions(false);
        CommandLine line = new CommandLine(spec);
        if (Usage.isAskedFor(arguments)) {
            Usage.print(invocation.terminal(), line);
            return ExitCode.GOOD;
        }
        line.parseArgs(arguments.toArray(String[]::new));
        try {
            return command.call();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new Failure(ExitCode.UNHEALTHY, local.typed() + " failed: " + e.getMessage());
        }
    }

    private ExitCode failed(Failure failure) {
        Terminal terminal = invocation.terminal();
        terminal.clearLive();
        Style style = terminal.noteStyle();
        terminal.note(style.red(style.bold("error: ")) + failure.getMessage());
        failure.hints().forEach(hint -> terminal.note("  " + hint));
        return failure.exitCode();
    }
}
