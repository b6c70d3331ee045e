package org.rsvpplatform.cli.suite;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.rsvpplatform.cli.gateway.GatewayClient;
import org.rsvpplatform.cli.gateway.Refusal;
import org.rsvpplatform.cli.invocation.ExitCode;
import org.rsvpplatform.cli.invocation.Failure;
import org.rsvpplatform.cli.invocation.Invocation;
import org.rsvpplatform.cli.json.Json;
import org.rsvpplatform.cli.json.JsonWriter;
import org.rsvpplatform.cli.terminal.Progress;
import org.rsvpplatform.cli.terminal.Style;
import org.rsvpplatform.cli.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code up}: starts the sandbox and the services, or says that they run. */
@Command(
        name = "up",
        description = {
            "Starts the services, and a sandbox of real servers for them to watch.",
            "Without --detach it stays, and Ctrl-C stops all. What runs already is kept."
        })
public final class UpCommand implements Callable<ExitCode> {
    private static final Duration MEASURED = Duration.ofSeconds(10);
    private static final Duration SECOND_LOOKS = Duration.ofSeconds(5);
    private static final Duration LOOK = Duration.ofMillis(100);

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "Watch your own servers, as this providers.yaml describes them; no sandbox.")
    private Path config;

    @Option(
            names = "--failover",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description =
                    "Let the sandbox's databases fail over by themselves, as they do; or, with"
                            + " --no-failover, only when somebody says so.")
    private boolean failover;

    @Option(
            names = "--detach",
            description =
                    "Return when all are ready, and leave them running; ./rsvp down stops them.")
    private boolean detach;

    private final Invocation invocation;
    private final Terminal terminal;
    private final SuiteDirectory directory;
    private volatile boolean stopping;

    public UpCommand(Invocation invocation) {
        this.invocation = invocation;
        this.terminal = invocation.terminal();
        this.directory = new SuiteDirectory(invocation.root());
    }

    @Override
    public ExitCode call() {
        Optional<Path> configuration = Optional.ofNullable(config).map(this::existing);
        directory.create();
        Suite suite = new Suite(directory, invocation.environment());
        Suite.Running running;
        Watchdog watchdog;
        Thread stopper = Thread.ofPlatform().unstarted(() -> stopped(suite));
        try (SuiteLock _ = SuiteLock.take(directory, terminal)) {
            Optional<SuiteRecord> already = suite.kept();
            if (already.isPresent()) {
                return reuse(suite, already.get(), configuration);
            }
            watchdog = Watchdog.start();
            Runtime.getRuntime().addShutdownHook(stopper);
            running = suite.start(configuration, failover, !detach, new Progress(terminal));
            summary(running.record());
        }
        if (detach) {
            watchdog.release();
            Runtime.getRuntime().removeShutdownHook(stopper);
            return ExitCode.GOOD;
        }
        terminal.print("\nCtrl-C stops everything.");
        terminal.flush();
        stay(running);
        leave(stopper);
        return ExitCode.GOOD;
    }

    private Path existing(Path file) {
        Path absolute = invocation.workingDirectory().resolve(file).normalize();
        if (!Files.isReadable(absolute)) {
            throw new Failure(ExitCode.USAGE, "can't read the configuration " + absolute);
        }
        return absolute;
    }

    private ExitCode reuse(Suite suite, SuiteRecord record, Optional<Path> configuration) {
        String wanted = configuration.orElse(directory.sandboxConfiguration()).toString();
        if (!record.config().equals(wanted)) {
            throw new Failure(
                    ExitCode.REFUSED,
                    "the suite already runs, with another configuration: " + record.config(),
                    "stop it first: ./rsvp down");
        }
        List<String> ended = EndedProcesses.of(directory).names();
        terminal.print(
                ended.isEmpty()
                        ? "Already running."
                        : "Already running, except " + String.join(", ", ended) + ".");
        SuiteRecord whole = suite.revive(record, ended, new Progress(terminal));
        summary(whole);
        if (suite.isOutdated(whole)) {
            terminal.note(
                    "It runs an older build: ./rsvp down && ./rsvp up --detach starts the new"
                            + " one.");
        }
        return ExitCode.GOOD;
    }

    private void summary(SuiteRecord record) {
        Style style = terminal.style();
        GatewayClient gateway =
                new GatewayClient(KnownGateway.find(Map.of(), directory), Duration.ofSeconds(5));
        String state = state(gateway);
        terminal.print("");
        terminal.print("Status       " + style.state(state, style.mark(state) + state));
        terminal.print("Gateway      " + record.url() + "    (API under /api/v1)");
        terminal.print(
                "Token        "
                        + directory.shown(directory.token())
                        + "    (role operator; ./rsvp uses it by itself)");
        terminal.print(
                "Services     "
                        + directory.shown(directory.log("x").getParent())
                        + "/*.log;  ./rsvp ps lists the processes");
        terminal.print("");
        terminal.print("Try          " + style.cyan("./rsvp providers:health"));
        if (record.process(SuiteModules.SANDBOX).isPresent()) {
            terminal.print(
                    "             "
                            + style.cyan("./rsvp break postgresql kill")
                            + "    then look again; "
                            + style.cyan("./rsvp heal")
                            + " mends it");
        }
        terminal.print("             " + style.cyan("./rsvp down") + "    stops everything");
        terminal.flush();
    }

    /**
     * The platform's state once everything was measured; UNKNOWN when that takes too long. The very
     * first look of a cold service may find no time for its answer, so a bad state is looked at
     * again.
     */
    private static String state(GatewayClient gateway) {
        // Until every provider was measured once, the state says little.
        Json measured =
                awaited(gateway, MEASURED, s -> !JsonWriter.pretty(s).contains("\"UNKNOWN\""));
        if (measured.text("state").isEmpty()) {
            return "UNKNOWN";
        }
        // Asked for the first time, cold services take a moment to list their commands.
        Wait.until(
                () -> offering(gateway).containsAll(measured.get("domains").fields().keySet()),
                MEASURED,
                LOOK);
        String state =
                awaited(gateway, SECOND_LOOKS, s -> s.text("state").equals("UP")).text("state");
        return state.isEmpty() ? "UNKNOWN" : state;
    }

    /** The status as soon as it is so, or as it is when the time is over. */
    private static Json awaited(GatewayClient gateway, Duration patience, Predicate<Json> so) {
        Json[] last = {Json.NULL};
        Wait.until(
                () -> {
                    last[0] = status(gateway);
                    return !last[0].text("state").isEmpty() && so.test(last[0]);
                },
                patience,
                LOOK);
        return last[0];
    }

    private static Json status(GatewayClient gateway) {
        return asked(gateway, "/api/v1/status");
    }

    /** The domains whose commands the gateway knows. */
    private static Set<String> offering(GatewayClient gateway) {
        return asked(gateway, "/api/v1/commands").get("commands").items().stream()
                .flatMap(command -> command.get("domains").items().stream())
                .map(Json::text)
                .collect(Collectors.toSet());
    }

    private static Json asked(GatewayClient gateway, String path) {
        try {
            return gateway.get(path).body();
        } catch (Failure | Refusal e) {
            return Json.NULL;
        }
    }

    /** Returns when none of the processes lives any more: {@code ./rsvp down}, or all died. */
    private void stay(Suite.Running running) {
        running.processes()
                .forEach(
                        (name, process) -> process.onExit().thenAccept(ended -> died(name, ended)));
        CompletableFuture.allOf(
                        running.processes().values().stream()
                                .map(Process::onExit)
                                .toArray(CompletableFuture[]::new))
                .join();
    }

    /** What runs by now was started by somebody else: our end must not stop it. */
    private void leave(Thread stopper) {
        try {
            Runtime.getRuntime().removeShutdownHook(stopper);
        } catch (IllegalStateException e) {
            // We are being ended: the hook has stopped what is ours.
        }
    }

    /**
     * Worth a word, unless somebody stopped the suite. Who did took it off the record first, where
     * another may stand by now.
     */
    private void died(String name, Process ended) {
        boolean recorded =
                SuiteRecord.read(directory)
                        .flatMap(r -> r.process(name))
                        .filter(p -> p.pid() == ended.pid())
                        .isPresent();
        if (!stopping && recorded) {
            terminal.note(
                    "%s ended with code %d; its log: %s"
                            .formatted(
                                    name, ended.exitValue(), directory.shown(directory.log(name))));
        }
    }

    private void stopped(Suite suite) {
        stopping = true;
        terminal.clearLive();
        terminal.note("stopping…");
        suite.stop();
    }
}
