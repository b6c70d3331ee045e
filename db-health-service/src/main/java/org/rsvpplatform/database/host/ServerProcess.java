package org.rsvpplatform.database.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How a server on our host was started.
 *
 * @param program the path of the server's program
 * @param arguments its command line
 * @param log the file that its standard error goes to
 * @param unit the name that a service manager has for it; empty when none runs it
 */
public record ServerProcess(
        int pid,
        Path program,
        List<String> arguments,
        Path dataDirectory,
        Optional<Path> log,
        Optional<String> unit) {
    /** A line that somebody pastes. */
    private static final int LONGEST = 2000;

    private static final Pattern SECRET = Pattern.compile("(?i)auth|passw|secret|token");

    /**
     * The server that this process, a backend of one of our sessions, belongs to. Empty when the
     * process is not what we think: another host, another container, a pooler in between.
     *
     * @param title what the process must call itself: {@code user database}
     */
    static Optional<ServerProcess> behind(
            int backend, String title, Footprint footprint, ProcessTable processes) {
        return processes
                .process(backend)
                .filter(process -> String.join(" ", process.arguments()).startsWith("postgres: "))
                .filter(process -> String.join(" ", process.arguments()).contains(title))
                .flatMap(process -> processes.process(process.parent()))
                .flatMap(process -> of(process, footprint, processes));
    }

    static Optional<ServerProcess> of(
            ProcessTable.Process process, Footprint footprint, ProcessTable processes) {
        List<String> arguments = process.arguments();
        if (!footprint.runs(arguments)) {
            return Optional.empty();
        }
        Optional<Path> data =
                footprint.dataOptions().stream()
                        .flatMap(option -> argument(arguments, option).stream())
                        .findFirst()
                        .map(Path::of)
                        .or(() -> processes.link(process.pid(), "cwd"));
        return data.filter(Path::isAbsolute)
                .map(
                        directory ->
                                new ServerProcess(
                                        process.pid(),
                                        Path.of(arguments.getFirst()),
                                        arguments,
                                        directory,
                                        processes
                                                .link(process.pid(), "fd/2")
                                                .filter(Files::isRegularFile),
                                        processes.unit(process.pid(), footprint.programs())));
    }

    private static Optional<String> argument(List<String> arguments, String option) {
        for (int i = 1; i < arguments.size(); i++) {
            if (arguments.get(i).equals(option) && i + 1 < arguments.size()) {
                return Optional.of(arguments.get(i + 1));
            }
            if (arguments.get(i).startsWith(option)
                    && arguments.get(i).length() > option.length()
                    && (option.endsWith("=") || option.length() == 2)) {
                return Optional.of(arguments.get(i).substring(option.length()));
            }
        }
        return Optional.empty();
    }

    private Optional<String> owner() {
        try {
            return Optional.of(Files.getOwner(dataDirectory).getName())
                    .filter(name -> !name.equals("root"));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** A program of the same installation. */
    Optional<Path> beside(String name) {
        return Optional.ofNullable(program.getParent())
                .map(bin -> bin.resolve(name))
                .filter(Files::isExecutable);
    }

    /**
     * The line that started it, for a shell of root's: servers don't run as root. Empty when a
     * secret may stand in it, and when it is too long to be pasted.
     */
    Optional<String> commandLine() {
        if (arguments.stream().anyMatch(word -> SECRET.matcher(word).find())) {
            return Optional.empty();
        }
        Optional<String> owner =
                owner().filter(name -> arguments.stream().noneMatch(a -> a.startsWith("--user=")));
        return Optional.of(
                        Stream.concat(arguments.stream(), owner.map("--user="::concat).stream())
                                .map(
                                        word ->
                                                word.matches("[A-Za-z0-9_/.,:=@%+-]+")
                                                        ? word
                                                        : "'" + word.replace("'", "'\\''") + "'")
                                .collect(Collectors.joining(" ")))
                .filter(line -> line.length() <= LONGEST);
    }
}
