package org.rsvpplatform.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.rsvpplatform.cli.suite.Wait;

/** A shell command of a checkout on a terminal, which {@code script} (of util-linux) makes. */
final class PseudoTerminal implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern NAME = Pattern.compile("on (/dev/pts/\\d+)");

    private final Process script;
    private final StringBuffer shown = new StringBuffer();

    private PseudoTerminal(Process script) {
        this.script = script;
        Thread.ofVirtual().start(this::read);
    }

    /** Runs a command on a terminal of 120 by 24; what comes after it tells how it left that. */
    static PseudoTerminal of(Checkout checkout, Map<String, String> environment, String command)
            throws IOException {
        Map<String, String> variables =
                new HashMap<>(Map.of("TERM", "xterm", "LANG", "C.UTF-8", "SHELL", "/bin/sh"));
        variables.putAll(environment);
        String line =
                "stty cols 120 rows 24; echo \"on $(tty)\"; cd 'a checkout'; "
                        + command
                        + "; echo \"left with $?\"; stty -a; echo 'that was all'";
        return new PseudoTerminal(
                checkout.start(
                        variables,
                        List.of("script", "--quiet", "--flush", "--command", line, "/dev/null")));
    }

    private void read() {
        char[] some = new char[4096];
        try (Reader out = new InputStreamReader(script.getInputStream(), StandardCharsets.UTF_8)) {
            for (int n = out.read(some); n >= 0; n = out.read(some)) {
                shown.append(some, 0, n);
            }
        } catch (IOException e) {
            shown.append(e);
        }
    }

    String shown() {
        return shown.toString();
    }

    /** Waits for what is shown in all to be as it should be. */
    PseudoTerminal await(Predicate<String> condition) {
        assertThat(Wait.until(() -> condition.test(shown()), PATIENCE, Duration.ofMillis(50)))
                .as(shown())
                .isTrue();
        return this;
    }

    PseudoTerminal await(String text) {
        return await(all -> all.contains(text));
    }

    PseudoTerminal type(String keys) throws IOException {
        script.getOutputStream().write(keys.getBytes(StandardCharsets.UTF_8));
        script.getOutputStream().flush();
        return this;
    }

    PseudoTerminal resize(int columns, int rows) throws IOException, InterruptedException {
        Matcher name = NAME.matcher(shown());
        assertThat(name.find()).isTrue();
        Process stty =
                new ProcessBuilder(
                                "stty",
                                "-F",
                                name.group(1),
                                "cols",
                                Integer.toString(columns),
                                "rows",
                                Integer.toString(rows))
                        .inheritIO()
                        .start();
        assertThat(stty.waitFor()).isZero();
        return this;
    }

    /** The command line's own process. */
    ProcessHandle java() {
        return script.descendants()
                .filter(p -> p.info().command().orElse("").endsWith("/bin/java"))
                .findFirst()
                .orElseThrow();
    }

    /** What was shown when all was over. */
    String end() throws InterruptedException {
        await("that was all");
        assertThat(script.waitFor(10, TimeUnit.SECONDS)).isTrue();
        return shown();
    }

    @Override
    public void close() {
        script.descendants().forEach(ProcessHandle::destroyForcibly);
        script.destroyForcibly();
    }
}
