package org.rsvpplatform.cli.suite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.rsvpplatform.cli.invocation.ExitCode;
import org.rsvpplatform.cli.invocation.Failure;
import org.rsvpplatform.cli.invocation.Invocation;
import org.rsvpplatform.cli.terminal.Progress;
import org.rsvpplatform.cli.terminal.Style;
import org.rsvpplatform.cli.terminal.Table;
import org.rsvpplatform.cli.terminal.Table.Cell;
import org.rsvpplatform.cli.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bench}: measures the suite on this machine against its budgets. */
@Command(
        name = "bench",
        description = {
            "Measures this build on this machine against its budgets, and exits 1 when one is"
                    + " missed.",
            "start: how quickly it starts and answers, and the memory it holds. Takes about two"
                    + " minutes.",
            "probe: whether one core keeps the schedule of 2,000 providers, also while 500 hang,"
                    + " and how many checks it makes beside blackbox_exporter, and whole probes of"
                    + " databases. Takes about four minutes.",
            "matrix: each fault of the sandbox's databases while programs write: how soon its cause"
                    + " is named, and whether all stays well once it is healed. Takes about"
                    + " 40 minutes.",
            "quiet: programs write to all databases for an hour, and nothing may change its state.",
            "watching: what the databases give of their processors for being watched, with and"
                    + " without heartbeats. Takes about six minutes, and wants a machine that does"
                    + " nothing else.",
            "failover: an active database server is lost in several ways, or switched, 20 times"
                    + " each, while programs write: how long they see no commit, and whether each"
                    + " acknowledged write is there in the end. Takes about three hours.",
            "patroni: the same losses beside Debian's patroni and etcd-server, with its defaults"
                    + " and tuned. Takes about a quarter of an hour."
        })
public final class BenchCommand implements Callable<ExitCode> {
    /** How a table of figures is printed. */
    enum Form {
        table,
        markdown
    }

    @Parameters(
            index = "0",
            paramLabel = "start|probe|matrix|quiet|watching|failover|patroni",
            description = "What to measure.")
    private String what;

    @Option(
            names = "--output",
            paramLabel = "table|markdown",
            description = "markdown is what docs/performance.md holds.")
    private Form output = Form.table;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            description =
                    "Of quiet: after each fault of matrix (60), or of quiet (3600); of each look of"
                            + " watching (62).")
    private int seconds;

    @Option(
            names = "--drills",
            paramLabel = "N",
            description = "Of each kind, for failover (20) and patroni (5).")
    private int drills;

    @Option(
            names = "--only",
            paramLabel = "TEXT",
            description =
                    "The fault of matrix, or the kind of failover, that has this name, such as"
                            + " 'mysql kill'; else all that have it in theirs.")
    private String only = "";

    private final Invocation invocation;

    public BenchCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public ExitCode call() {
        return switch (what) {
            case "start" -> start();
            case "probe" ->
                    new ProbeBench(invocation.root())
                            .run()
                            .or(SuiteBench.logins(invocation.root()).run(0, ""));
            case "matrix" -> SuiteBench.matrix(invocation.root()).run(seconds, only);
            case "quiet" -> SuiteBench.quiet(invocation.root()).run(seconds, "");
            case "watching" -> SuiteBench.watching(invocation.root()).run(seconds, "");
            case "failover" -> SuiteBench.failover(invocation.root()).run(drills, only);
            case "patroni" -> SuiteBench.patroni(invocation.root()).run(drills, "");
            default ->
                    throw new Failure(
                            ExitCode.USAGE,
                            "there is no benchmark " + what,
                            "there are: ./rsvp bench start, probe, matrix, quiet, watching,"
                                    + " failover, patroni");
        };
    }

    private ExitCode start() {
        SuiteDirectory directory = new SuiteDirectory(invocation.root());
        directory.create();
        Suite suite = new Suite(directory, invocation.environment());
        if (!new OwnProcesses(directory).all().isEmpty()) {
            throw new Failure(
                    ExitCode.REFUSED,
                    "the suite runs, and would be stopped",
                    "stop it first: ./rsvp down");
        }
        Thread stopper = Thread.ofPlatform().unstarted(suite::stop);
        Runtime.getRuntime().addShutdownHook(stopper);
        List<Measurement> measured =
                new StartBench(directory, suite, new Progress(invocation.terminal())).run();
        // Its services were stopped, and did not end by themselves: the record says so from here
        // on.
        suite.stop();
        invocation.terminal().clearLive();
        print(measured);
        return measured.stream().allMatch(Measurement::isKept) ? ExitCode.GOOD : ExitCode.UNHEALTHY;
    }

    private void print(List<Measurement> measured) {
        Terminal terminal = invocation.terminal();
        if (output == Form.markdown) {
            terminal.print("Machine: " + machine());
            terminal.print("");
            terminal.print("| what | measured | budget | kept | method |");
            terminal.print("|---|---|---|---|---|");
            measured.forEach(
                    m ->
                            terminal.print(
                                    "| %s | %s | < %s | %s | %s |"
                                            .formatted(
                                                    m.what(),
                                                    m.shown(m.value()),
                                                    m.shown(m.budget()),
                                                    m.isKept() ? "yes" : "**no**",
                                                    m.method())));
            return;
        }
        Style style = terminal.style();
        terminal.print("Machine: " + machine());
        terminal.print("");
        Table table = new Table(List.of("WHAT", "MEASURED", "BUDGET", "KEPT", "METHOD"));
        for (Measurement m : measured) {
            String verdict = m.isKept() ? "good" : "bad";
            table.row(
                    List.of(
                            Cell.of(m.what()),
                            Cell.of(m.shown(m.value())),
                            Cell.of("< " + m.shown(m.budget())),
                            new Cell(m.isKept() ? "yes" : "NO", text -> style.state(verdict, text)),
                            Cell.of(m.method())));
        }
        table.lines(terminal.width(), style).forEach(terminal::print);
    }

    private static String machine() {
        return "%d cores, %s, %s %s, JDK %s"
                .formatted(
                        Runtime.getRuntime().availableProcessors(),
                        processor(),
                        System.getProperty("os.name"),
                        System.getProperty("os.version").replaceAll("-.*", ""),
                        System.getProperty("java.version"));
    }

    private static String processor() {
        try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        } catch (IOException e) {
            return System.getProperty("os.arch");
        }
    }
}
