package org.rsvpplatform.database.postgresql.host;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How a server on our host was started.
 *
 * @param program the path of {@code postgres}
 * @param log the file that its standard error goes to
 * @param service whether a service manager runs it
 */
public record Postmaster(
        int pid, Path program, Path dataDirectory, Optional<Path> log, boolean service) {

    /**
     * The server that this process, a backend of one of our sessions, belongs to. Empty when the
     * process is not what we think: another host, another container, a pooler in between.
     *
     * @param title what the process must call itself: {@code user database}
     */
    static Optional<Postmaster> behind(int backend, String title, ProcessTable processes) {
        return processes
                .process(backend)
                .filter(process -> String.join(" ", process.arguments()).startsWith("postgres: "))
                .filter(process -> String.join(" ", process.arguments()).contains(title))
                .flatMap(process -> processes.process(process.parent()))
                .flatMap(process -> of(process, processes));
    }

    static Optional<Postmaster> of(ProcessTable.Process process, ProcessTable processes) {
        List<String> arguments = process.arguments();
        if (arguments.isEmpty() || !arguments.getFirst().endsWith("postgres")) {
            return Optional.empty();
        }
        Optional<Path> data =
                argument(arguments, "-D")
                        .map(Path::of)
                        .or(() -> processes.link(process.pid(), "cwd"));
        return data.filter(Path::isAbsolute)
                .map(
                        directory ->
                                new Postmaster(
                                        process.pid(),
                                        Path.of(arguments.getFirst()),
                                        directory,
                                        processes
                                                .link(process.pid(), "fd/2")
                                                .filter(Files::isRegularFile),
                                        processes.runsAsService(process.pid())));
    }

    private static Optional<String> argument(List<String> arguments, String option) {
        for (int i = 1; i < arguments.size(); i++) {
            if (arguments.get(i).equals(option) && i + 1 < arguments.size()) {
                return Optional.of(arguments.get(i + 1));
            }
            if (arguments.get(i).startsWith(option) && arguments.get(i).length() > 2) {
                return Optional.of(arguments.get(i).substring(option.length()));
            }
        }
        return Optional.empty();
    }

    /** {@code pg_ctl} of the same installation. */
    Optional<Path> control() {
        return Optional.ofNullable(program.getParent())
                .map(bin -> bin.resolve("pg_ctl"))
                .filter(Files::isExecutable);
    }
}
