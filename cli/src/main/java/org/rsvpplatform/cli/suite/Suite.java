package org.rsvpplatform.cli.suite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.rsvpplatform.cli.invocation.ExitCode;
import org.rsvpplatform.cli.invocation.Failure;
import org.rsvpplatform.cli.terminal.Progress;

/** The suite of one checkout: starts it, stops it, knows what runs. */
final class Suite {
    private static final Duration SANDBOX_PATIENCE = Duration.ofSeconds(120);
    private static final Duration SERVICE_PATIENCE = Duration.ofSeconds(60);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(10);
    private static final Duration SANDBOX_STOP_PATIENCE = Duration.ofSeconds(20);
    private static final Duration PACE = Duration.ofMillis(20);
    private static final int TAIL = 25;

    private final SuiteDirectory directory;
    private final SuiteModules modules;
    private final OwnProcesses processes;
    private final AotCaches caches;
    private final ProcessEnvironment environment;

    Suite(SuiteDirectory directory, Map<String, String> environment) {
        this.directory = directory;
        this.modules = SuiteModules.read(directory);
        this.processes = new OwnProcesses(directory);
        this.caches = new AotCaches(directory);
        this.environment = new ProcessEnvironment(environment, modules);
    }

    /** What was started and not stopped, although some of it may have died since. */
    Optional<SuiteRecord> started() {
        return SuiteRecord.read(directory)
                .filter(r -> r.processes().stream().anyMatch(p -> processes.isAlive(p.pid())));
    }

    /** The record of a suite of which every part lives; empty otherwise. */
    Optional<SuiteRecord> running() {
        return SuiteRecord.read(directory)
                .filter(r -> !r.processes().isEmpty())
                .filter(r -> r.processes().stream().allMatch(p -> processes.isAlive(p.pid())));
    }

    /**
     * The record of a suite that can go on as it is: its sandbox lives, if it has one, and at least
     * one service. Those that ended can be {@link #revive}d.
     */
    Optional<SuiteRecord> kept() {
        return started()
                .filter(
                        r ->
                                r.process(SuiteModules.SANDBOX)
                                        .map(sandbox -> processes.isAlive(sandbox.pid()))
                                        .orElse(true));
    }

    /**
     * Starts the services of these names again, on their ports; all else stays untouched, the
     * sandbox with what was done to it, too.
     */
    SuiteRecord revive(SuiteRecord record, List<String> names, Progress progress) {
        List<Service> dead =
                servicesOf(record).stream().filter(s -> names.contains(s.name())).toList();
        Map<String, Process> launched = new HashMap<>();
        SuiteRecord latest = record;
        for (Service service : dead) {
            Process process = launch(service);
            launched.put(service.name(), process);
            String build = caches.buildOf(service.module());
            // Written before it is ready: whatever happens now, it is known as ours.
            latest =
                    latest.with(
                            new SuiteProcess(service.name(), process.pid(), service.port(), build));
            latest.write(directory);
        }
        awaitServices(dead, launched, progress);
        return latest;
    }

    /** Whether anything was built since these processes started. */
    boolean isOutdated(SuiteRecord record) {
        return record.processes().stream()
                .filter(p -> modules.modules().containsKey(p.name()))
                .anyMatch(p -> !p.build().equals(caches.buildOf(modules.modules().get(p.name()))));
    }

    /**
     * Starts everything, and answers when all are ready. With {@code failover} the sandbox's
     * databases fail over by themselves. {@code tied} also ties the sandbox to our own life.
     */
    Running start(Optional<Path> configuration, boolean failover, boolean tied, Progress progress) {
        Optional<SuiteRecord> before = SuiteRecord.read(directory);
        stop();
        Credentials credentials = Credentials.ensure(directory);
        Map<String, Process> started = new HashMap<>();
        if (configuration.isEmpty()) {
            started.put(SuiteModules.SANDBOX, startSandbox(failover, tied));
        }
        Path file = configuration.orElse(directory.sandboxConfiguration());
        Map<String, Integer> ports = ports(before);
        Map<String, String> builds = new HashMap<>();
        modules.modules().forEach((name, module) -> builds.put(name, caches.buildOf(module)));
        if (configuration.isEmpty()) {
            awaitSandbox(started.get(SuiteModules.SANDBOX), progress);
        }
        List<Service> services = services(ports, file, credentials);
        new AotRehearsal(directory, caches, progress).rehearse(services);
        for (Service service : services) {
            started.put(service.name(), launch(service));
        }
        awaitServices(services, started, progress);
        SuiteRecord record = record(file, started, ports, builds);
        record.write(directory);
        return new Running(record, started);
    }

    /** A suite that was started here, with the handles on its processes. */
    record Running(SuiteRecord record, Map<String, Process> processes) {}

    /** Ends all processes of the suite, services first. Answers how many there were. */
    int stop() {
        // Before they end: whoever sees one end then knows that it was told to.
        boolean told = tellStopped();
        int services = stopServices();
        int sandbox = processes.stop(_ -> true, SANDBOX_STOP_PATIENCE);
        if (!told) {
            recordStopped();
        }
        return services + sandbox;
    }

    /** A full disk must not keep them running. */
    private boolean tellStopped() {
        try {
            recordStopped();
            return true;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    private void recordStopped() {
        SuiteRecord.read(directory).ifPresent(r -> r.stopped().write(directory));
    }

    /** Ends the services alone; the sandbox goes on. */
    int stopServices() {
        return processes.stop(p -> !processes.isSandbox(p), STOP_PATIENCE);
    }

    /** The services as a record has them: same ports, same configuration. */
    List<Service> servicesOf(SuiteRecord record) {
        Map<String, Integer> ports = new HashMap<>();
        record.processes().forEach(p -> ports.put(p.name(), p.port()));
        return services(ports, Path.of(record.config()), Credentials.ensure(directory));
    }

    /** Starts one service with its AOT cache. */
    Process launch(Service service) {
        return service.start(freshLog(service.name()), caches.cacheOf(service.module()));
    }

    private Process startSandbox(boolean failover, boolean tied) {
        Sandbox sandbox = new Sandbox(directory);
        ProcessBuilder builder =
                new ProcessBuilder(sandbox.commandLine(failover))
                        .directory(directory.root().toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(freshLog(SuiteModules.SANDBOX).toFile());
        builder.environment().clear();
        builder.environment().putAll(environment.plain());
        if (tied) {
            builder.environment().put("RSVP_SANDBOX_TIED", "1");
        } else {
            builder.redirectInput(Path.of("/dev/null").toFile());
        }
        try {
            sandbox.forget();
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException("can't start the sandbox", e);
        }
    }

    private void awaitSandbox(Process process, Progress progress) {
        long begun = System.nanoTime();
        Sandbox sandbox = new Sandbox(directory);
        boolean up =
                Wait.until(
                        () -> {
                            progress.doing(
                                    "sandbox: "
                                            + LogTail.last(directory.log(SuiteModules.SANDBOX)));
                            return sandbox.record().isPresent() || !process.isAlive();
                        },
                        SANDBOX_PATIENCE,
                        Duration.ofMillis(50));
        if (!up || sandbox.record().isEmpty()) {
            throw failed(SuiteModules.SANDBOX, process);
        }
        int servers = sandbox.record().orElseThrow().get("processes").items().size();
        progress.done("sandbox", "%d server processes, %s".formatted(servers, since(begun)));
    }

    private Map<String, Integer> ports(Optional<SuiteRecord> before) {
        Ports ports = new Ports(directory);
        Map<String, Integer> chosen = new HashMap<>();
        for (String name : modules.modules().keySet()) {
            int preferred = before.flatMap(r -> r.process(name)).map(SuiteProcess::port).orElse(0);
            chosen.put(name, ports.choose(preferred));
        }
        return chosen;
    }

    private List<Service> services(Map<String, Integer> ports, Path file, Credentials credentials) {
        List<Service> services = new ArrayList<>();
        ProcessEnvironment known = environment.with(new Sandbox(directory).environment());
        modules.modules()
                .forEach(
                        (name, module) -> {
                            Map<String, String> variables = known.service(name, file);
                            variables.put("QUARKUS_HTTP_HOST", "127.0.0.1");
                            variables.put("QUARKUS_HTTP_PORT", Integer.toString(ports.get(name)));
                            variables.put("RSVP_CONFIG", file.toString());
                            variables.put("RSVP_STORE_DIRECTORY", directory.state(file).toString());
                            variables.put(
                                    "RSVP_ACCESS_VERIFY_KEY", credentials.verifyKey().toString());
                            variables.put("RSVP_ACCESS_TOKENS", credentials.tokens().toString());
                            if (name.equals(SuiteModules.GATEWAY)) {
                                variables.put(
                                        "RSVP_ACCESS_SIGNING_KEY",
                                        credentials.signingKey().toString());
                                for (String domain : modules.domains()) {
                                    variables.put(
                                            "RSVP_SERVICES_" + domain.toUpperCase(Locale.ROOT),
                                            "http://127.0.0.1:" + ports.get(domain));
                                }
                            }
                            services.add(
                                    new Service(
                                            directory, name, module, ports.get(name), variables));
                        });
        return services;
    }

    private void awaitServices(
            List<Service> services, Map<String, Process> started, Progress progress) {
        long begun = System.nanoTime();
        List<Service> waiting = new ArrayList<>(services);
        boolean ready =
                Wait.until(
                        () -> {
                            for (Service service : List.copyOf(waiting)) {
                                if (!started.get(service.name()).isAlive()) {
                                    throw failed(service.name(), started.get(service.name()));
                                }
                                if (service.isReady()) {
                                    waiting.remove(service);
                                    progress.done(
                                            service.name(),
                                            "http://127.0.0.1:%d, %s"
                                                    .formatted(service.port(), since(begun)));
                                }
                            }
                            progress.doing(
                                    "starting "
                                            + String.join(
                                                    ", ",
                                                    waiting.stream().map(Service::name).toList()));
                            return waiting.isEmpty();
                        },
                        SERVICE_PATIENCE,
                        PACE);
        if (!ready) {
            throw failed(waiting.getFirst().name(), started.get(waiting.getFirst().name()));
        }
    }

    private Failure failed(String name, Process process) {
        String what =
                process.isAlive()
                        ? "is not ready in time"
                        : "ended with code " + process.exitValue();
        List<String> hints =
                new ArrayList<>(
                        List.of("the end of " + directory.shown(directory.log(name)) + ":"));
        LogTail.of(directory.log(name), TAIL).forEach(line -> hints.add("  | " + line));
        return new Failure(ExitCode.UNHEALTHY, name + " " + what, hints.toArray(String[]::new));
    }

    private SuiteRecord record(
            Path file,
            Map<String, Process> started,
            Map<String, Integer> ports,
            Map<String, String> builds) {
        List<SuiteProcess> list = new ArrayList<>();
        modules.modules()
                .keySet()
                .forEach(
                        name ->
                                list.add(
                                        new SuiteProcess(
                                                name,
                                                started.get(name).pid(),
                                                ports.get(name),
                                                builds.get(name))));
        if (started.containsKey(SuiteModules.SANDBOX)) {
            list.add(
                    new SuiteProcess(
                            SuiteModules.SANDBOX, started.get(SuiteModules.SANDBOX).pid(), 0, ""));
        }
        return new SuiteRecord(file.toString(), list);
    }

    /** An empty log; the one of the last start is kept beside it. */
    private Path freshLog(String name) {
        Path log = directory.log(name);
        try {
            if (Files.exists(log)) {
                Files.move(
                        log, directory.log(name + ".before"), StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("can't put aside " + log, e);
        }
        return log;
    }

    private static String since(long begun) {
        return Progress.seconds(
                Duration.of(System.nanoTime() - begun, TimeUnit.NANOSECONDS.toChronoUnit()));
    }
}
