package org.rsvpplatform.sandbox.process;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The processes of one server, whoever started them: those that run its executable and work in its
 * directory. Asked of the kernel each time, so that neither a reused pid nor a server started by an
 * operator can mislead us.
 *
 * @param executable the server's program
 * @param directories its working directories
 */
public record ServerProcesses(Path executable, List<Path> directories) {
    private static final Path PROC = Path.of("/proc");
    private static final Duration KILL_DEADLINE = Duration.ofSeconds(10);

    /** Process ids, ascending. */
    public List<Long> pids() {
        Set<Object> homes = new HashSet<>();
        directories.forEach(directory -> addIdentity(homes, directory));
        Object program = identity(executable);
        List<Long> found = new ArrayList<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : processes) {
                if (program != null
                        && program.equals(identity(process.resolve("exe")))
                        && homes.contains(identity(process.resolve("cwd")))) {
                    found.add(Long.parseLong(process.getFileName().toString()));
                }
            }
        } catch (IOException e) {
            throw new SandboxException("cannot list /proc", e);
        }
        return found.stream().sorted().toList();
    }

    /** Kills these with signal 9, without a program that would have to be started for it. */
    public static void kill(List<Long> pids) {
        pids.stream()
                .map(ProcessHandle::of)
                .flatMap(Optional::stream)
                .forEach(ProcessHandle::destroyForcibly);
    }

    /** Sends the signal (TERM, STOP, …) to these processes; those that are gone are skipped. */
    public static void signal(String signal, List<Long> pids) {
        if (pids.isEmpty()) {
            return;
        }
        List<String> command =
                Stream.concat(
                                Stream.of(
                                        "/bin/sh",
                                        "-c",
                                        "for p in \"$@\"; do kill -%s $p 2>/dev/null; done; :"
                                                .formatted(signal),
                                        "sh"),
                                pids.stream().map(String::valueOf))
                        .toList();
        Command.run(command, KILL_DEADLINE);
    }

    /** Kills all of them with signal 9 until none is left. */
    public void killAll() {
        Deadline.in(KILL_DEADLINE)
                .await(
                        "the end of all processes in " + directories,
                        () -> {
                            List<Long> alive = pids();
                            kill(alive);
                            return alive.isEmpty();
                        });
    }

    /** Stops all of them with SIGSTOP; a child forked meanwhile too. */
    public void freeze() {
        Deadline.in(KILL_DEADLINE)
                .await(
                        "all processes in " + directories + " to freeze",
                        () -> {
                            List<Long> running = pids().stream().filter(p -> !frozen(p)).toList();
                            signal("STOP", running);
                            return running.isEmpty();
                        });
    }

    /** Lets frozen ones go on. */
    public void thaw() {
        signal("CONT", pids().stream().filter(ServerProcesses::frozen).toList());
    }

    private static boolean frozen(long pid) {
        try {
            String stat = Files.readString(PROC.resolve(pid + "/stat"));
            return stat.startsWith("T ", stat.lastIndexOf(')') + 2);
        } catch (IOException e) {
            return false;
        }
    }

    private static void addIdentity(Set<Object> identities, Path path) {
        Object identity = identity(path);
        if (identity != null) {
            identities.add(identity);
        }
    }

    private static Object identity(Path path) {
        try {
            Map<String, Object> attributes = Files.readAttributes(path, "unix:dev,ino");
            return List.of(attributes.get("dev"), attributes.get("ino"));
        } catch (IOException e) {
            return null; // gone, or not ours to see
        }
    }
}
