package org.rsvpplatform.sandbox.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A small process in a session of its own that cleans up when this JVM ends, however it ends: it
 * kills the servers, unmounts their disks and removes their directories. {@link #close()} uses the
 * same way, so it is the only one.
 */
public final class Guardian implements AutoCloseable {
    private static final long CLEAN_UP_SECONDS = 20;

    private final Process process;
    private final Writer commands;
    private final BufferedReader answers;

    private Guardian(Process process) {
        this.process = process;
        this.commands = process.outputWriter(StandardCharsets.UTF_8);
        this.answers = process.inputReader(StandardCharsets.UTF_8);
    }

    /**
     * Starts to watch over the servers in {@code root} (one folder a server).
     *
     * @param remove what to remove at the end besides {@code root}; a path that ends in a slash
     *     only when it is empty
     */
    public static Guardian over(Path root, Account account, List<String> remove) {
        List<String> command = new ArrayList<>(List.of("setsid", "/bin/sh", "-c", script(), "sh"));
        command.add(root.toString());
        command.add(String.valueOf(account.uid()));
        command.add(String.valueOf(account.gid()));
        command.addAll(remove);
        try {
            return new Guardian(
                    new ProcessBuilder(command)
                            .directory(Path.of("/").toFile())
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start());
        } catch (IOException e) {
            throw new SandboxException("cannot start the guardian: is util-linux there?", e);
        }
    }

    /** From now on, processes that run this program in a server's directory are ours to kill. */
    public void watch(Path program) {
        tell("program " + program);
    }

    /**
     * Gives the folder a small disk of its own.
     *
     * @return why that is not possible, or empty when it has been done
     */
    public Optional<String> disk(int megabytes, Path folder) {
        String answer = tell("disk " + megabytes + " " + folder);
        return answer.equals("ok") ? Optional.empty() : Optional.of(answer);
    }

    private synchronized String tell(String line) {
        try {
            commands.write(line + "\n");
            commands.flush();
            String answer = answers.readLine();
            if (answer == null) {
                throw new SandboxException("the guardian has gone");
            }
            return answer;
        } catch (IOException e) {
            throw new SandboxException("the guardian has gone", e);
        }
    }

    /** Cleans up and waits until that is done. */
    @Override
    public void close() {
        try {
            commands.close();
            if (!process.waitFor(CLEAN_UP_SECONDS, TimeUnit.SECONDS)) {
                throw new SandboxException("the guardian is still cleaning up");
            }
        } catch (IOException e) {
            throw new SandboxException("the guardian has gone", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String script() {
        try (InputStream script = Guardian.class.getResourceAsStream("guardian.sh")) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new SandboxException("cannot read guardian.sh", e);
        }
    }
}
