package org.rsvpplatform.cli.suite;

import java.util.List;
import org.rsvpplatform.cli.invocation.Invocation;

/** The processes of this checkout's suite that ended although nobody stopped them. */
public final class EndedProcesses {
    private final SuiteDirectory directory;
    private final List<SuiteProcess> processes;

    private EndedProcesses(SuiteDirectory directory, List<SuiteProcess> processes) {
        this.directory = directory;
        this.processes = processes;
    }

    static EndedProcesses of(SuiteDirectory directory) {
        OwnProcesses own = new OwnProcesses(directory);
        return new EndedProcesses(
                directory,
                SuiteRecord.read(directory).map(SuiteRecord::processes).orElse(List.of()).stream()
                        .filter(p -> p.pid() > 0 && !own.isAlive(p.pid()))
                        .toList());
    }

    /** What an operator whose command failed should know of them; none for another gateway. */
    public static List<String> hints(Invocation invocation) {
        String other = invocation.environment().getOrDefault("RSVP_URL", "");
        SuiteDirectory directory = new SuiteDirectory(invocation.root());
        boolean ours =
                SuiteRecord.read(directory)
                        .filter(r -> other.isEmpty() || other.startsWith(r.url()))
                        .isPresent();
        return ours ? of(directory).hints() : List.of();
    }

    boolean contains(String name) {
        return processes.stream().anyMatch(p -> p.name().equals(name));
    }

    List<String> names() {
        return processes.stream().map(SuiteProcess::name).toList();
    }

    /** One line each: its log, and how it starts again. */
    List<String> hints() {
        return processes.stream()
                .map(
                        p ->
                                ("%s has ended; the end of its log says why: tail %s;"
                                                + " it starts again with ./rsvp up --detach")
                                        .formatted(
                                                p.name(), directory.shown(directory.log(p.name()))))
                .toList();
    }
}
