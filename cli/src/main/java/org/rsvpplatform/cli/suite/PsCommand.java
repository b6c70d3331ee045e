package org.rsvpplatform.cli.suite;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.rsvpplatform.cli.invocation.ExitCode;
import org.rsvpplatform.cli.invocation.Invocation;
import org.rsvpplatform.cli.invocation.OutputFormat;
import org.rsvpplatform.cli.json.Json;
import org.rsvpplatform.cli.json.JsonWriter;
import org.rsvpplatform.cli.terminal.Table;
import org.rsvpplatform.cli.terminal.Table.Cell;
import org.rsvpplatform.cli.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ps}: the suite's processes, services and servers. */
@Command(
        name = "ps",
        description =
                "Lists the processes of this checkout: services, sandbox, and the sandbox's"
                        + " servers.")
public final class PsCommand implements Callable<ExitCode> {
    @Option(
            names = "--output",
            paramLabel = "json|table",
            description = "How to print: ${COMPLETION-CANDIDATES}.")
    private OutputFormat output = OutputFormat.table;

    private final Invocation invocation;
    private final SuiteDirectory directory;

    public PsCommand(Invocation invocation) {
        this.invocation = invocation;
        this.directory = new SuiteDirectory(invocation.root());
    }

    @Override
    public ExitCode call() {
        EndedProcesses ended = EndedProcesses.of(directory);
        List<Json> processes = processes(ended);
        Terminal terminal = invocation.terminal();
        if (output == OutputFormat.json) {
            terminal.print(JsonWriter.pretty(new Json.Arr(processes)));
            return ExitCode.GOOD;
        }
        if (processes.isEmpty()) {
            int left = new OwnProcesses(directory).all().size();
            terminal.print(
                    left == 0
                            ? "Nothing runs. ./rsvp up starts it."
                            : "A stop was cut short, and %d processes still run. ./rsvp down ends them."
                                    .formatted(left));
            return ExitCode.GOOD;
        }
        Table table = new Table(List.of("NAME", "STATE", "PID", "HOST", "PORT", "DATA DIRECTORY"));
        for (Json process : processes) {
            table.row(
                    List.of(
                            Cell.of(process.text("name")),
                            Cell.of(process.get("pid").number(0) > 0 ? "running" : "ended"),
                            Cell.of(process.text("pid")),
                            Cell.of(process.text("host")),
                            Cell.of(process.text("port")),
                            Cell.of(process.text("dataDirectory"))));
        }
        table.lines(terminal.width(), terminal.style()).forEach(terminal::print);
        ended.hints().forEach(terminal::note);
        return ExitCode.GOOD;
    }

    /** All that were started and not stopped; the pid of one that ended is 0. */
    private List<Json> processes(EndedProcesses ended) {
        List<Json> list = new ArrayList<>();
        SuiteRecord.read(directory)
                .ifPresent(
                        record ->
                                record.processes().stream()
                                        .filter(p -> p.pid() > 0)
                                        .forEach(
                                                p ->
                                                        list.add(
                                                                row(
                                                                        p,
                                                                        ended.contains(p.name())
                                                                                ? 0
                                                                                : p.pid(),
                                                                        record.config()))));
        list.addAll(new Sandbox(directory).servers());
        return list;
    }

    private Json row(SuiteProcess process, long pid, String configuration) {
        boolean sandbox = process.name().equals(SuiteModules.SANDBOX);
        Map<String, Json> row = new LinkedHashMap<>();
        row.put("name", new Json.Text(process.name()));
        row.put("pid", new Json.Num(Long.toString(pid)));
        row.put("host", new Json.Text("127.0.0.1"));
        row.put("port", sandbox ? Json.NULL : new Json.Num(Integer.toString(process.port())));
        row.put(
                "dataDirectory",
                new Json.Text(
                        (sandbox ? directory.sandbox() : directory.state(Path.of(configuration)))
                                .toString()));
        return new Json.Obj(row);
    }
}
