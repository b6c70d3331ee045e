package org.rsvpplatform.database.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The processes of this host. Source: proc(5). */
final class ProcessTable {
    private static final Path PROC = Path.of("/proc");
    private static final int LONGEST = 16_384;

    /**
     * One process.
     *
     * @param arguments its command line; a server process that changed its title has one argument
     */
    record Process(int pid, int parent, char state, List<String> arguments) {
        /** Stopped by a signal or a debugger. */
        boolean stopped() {
            return state == 'T' || state == 't';
        }

        /** It has ended, and nobody has taken note of it. */
        boolean zombie() {
            return state == 'Z' || state == 'X';
        }
    }

    Optional<Process> process(int pid) {
        return text(pid, "stat")
                .flatMap(stat -> read(pid, stat))
                .filter(process -> !process.zombie());
    }

    /** Dead, and its parent has not taken note: its id still looks taken. */
    boolean zombie(int pid) {
        return text(pid, "stat")
                .flatMap(stat -> read(pid, stat))
                .filter(Process::zombie)
                .isPresent();
    }

    private static Optional<Process> read(int pid, String stat) {
        // The name stands in parentheses and may hold any character.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ");
        return text(pid, "cmdline")
                .map(
                        line ->
                                new Process(
                                        pid,
                                        Integer.parseInt(fields[1]),
                                        fields[0].charAt(0),
                                        Stream.of(line.split("\0"))
                                                .filter(argument -> !argument.isEmpty())
                                                .toList()));
    }

    /** Where a link of the process leads, such as {@code cwd}; empty when we may not look. */
    Optional<Path> link(int pid, String name) {
        try {
            return Optional.of(Files.readSymbolicLink(directory(pid).resolve(name)));
        } catch (IOException | SecurityException e) {
            return Optional.empty();
        }
    }

    /**
     * The service manager's name for it, such as {@code postgresql@15-main}; empty when none runs
     * it. Whoever runs it starts it again.
     */
    Optional<String> unit(int pid, Set<String> programs) {
        return text(pid, "cgroup").flatMap(groups -> unit(groups, programs));
    }

    static Optional<String> unit(String groups, Set<String> programs) {
        Matcher unit =
                Pattern.compile("/([^/\n]*(?:%s)[^/\n]*)\\.service".formatted(services(programs)))
                        .matcher(groups);
        return unit.find() ? Optional.of(unit.group(1)) : Optional.empty();
    }

    /** A unit is called like its program or its product. */
    private static String services(Set<String> programs) {
        return programs.stream()
                .map(program -> program.replaceAll("d$", ""))
                .collect(Collectors.joining("|"));
    }

    /** All processes whose program is called so. */
    List<Process> named(Set<String> programs) {
        try (Stream<Path> all = Files.list(PROC)) {
            return all.map(path -> path.getFileName().toString())
                    .filter(name -> name.matches("\\d{1,9}"))
                    .map(Integer::parseInt)
                    .filter(
                            pid ->
                                    programs.contains(
                                            text(pid, "comm").map(String::strip).orElse("")))
                    .flatMap(pid -> process(pid).stream())
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    private static Optional<String> text(int pid, String file) {
        try (var in = Files.newInputStream(directory(pid).resolve(file))) {
            return Optional.of(new String(in.readNBytes(LONGEST), StandardCharsets.UTF_8));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Path directory(int pid) {
        return PROC.resolve(Integer.toString(pid));
    }
}
