package org.rsvpplatform.cli.suite;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rsvpplatform.cli.gateway.Endpoint;
import org.rsvpplatform.cli.gateway.GatewayClient;
import org.rsvpplatform.cli.invocation.ExitCode;
import org.rsvpplatform.cli.invocation.Failure;
import org.rsvpplatform.cli.json.Json;
import org.rsvpplatform.cli.json.JsonReader;

/** The real servers for trying out, in a process of their own that writes down what it started. */
public final class Sandbox {
    static final String MAIN = "org.rsvpplatform.sandbox.SandboxMain";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final SuiteDirectory directory;

    public Sandbox(SuiteDirectory directory) {
        this.directory = directory;
    }

    /** The process's command line. */
    List<String> commandLine(boolean failover) {
        Path target = directory.root().resolve("sandbox").resolve("target");
        Path jar = target.resolve("sandbox-0.1.0-SNAPSHOT.jar");
        if (!Files.exists(jar)) {
            throw new Failure(
                    ExitCode.UNHEALTHY,
                    "the sandbox is not built: " + directory.shown(jar) + " is missing");
        }
        return JavaLine.of(
                directory,
                List.of(),
                List.of(
                        "-cp",
                        jar + ":" + target.resolve("lib") + "/*",
                        MAIN,
                        "--directory=" + directory.sandbox(),
                        "--failover=" + (failover ? "on" : "off")));
    }

    /** What the sandbox wrote when it was up; empty before. */
    Optional<Json> record() {
        try (InputStream in = Files.newInputStream(directory.sandboxRecord())) {
            Json record = JsonReader.read(in);
            return record.get("control").isPresent() ? Optional.of(record) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    void forget() throws IOException {
        Files.deleteIfExists(directory.sandboxRecord());
    }

    /** URLs of the servers with credentials, by variable. */
    Map<String, Json> environment() {
        return record().map(r -> r.get("env").fields()).orElse(Map.of());
    }

    /** The sandbox's control door. */
    public GatewayClient control() {
        Json control =
                record().filter(_ -> isRunning())
                        .orElseThrow(
                                () ->
                                        new Failure(
                                                ExitCode.UNREACHABLE,
                                                "no sandbox runs in this checkout",
                                                "start it: ./rsvp up --detach"))
                        .get("control");
        return new GatewayClient(
                new Endpoint(control.text("url"), control.text("token")), PATIENCE);
    }

    private boolean isRunning() {
        return SuiteRecord.read(directory)
                .flatMap(r -> r.process(SuiteModules.SANDBOX))
                .filter(p -> new OwnProcesses(directory).isAlive(p.pid()))
                .isPresent();
    }

    /**
     * The servers' processes as they are now; as they were at the start when the sandbox does not
     * answer.
     */
    List<Json> servers() {
        if (!isRunning()) {
            return List.of();
        }
        try {
            Json answer = control().get("/processes").body();
            return answer.items().isEmpty() ? answer.get("processes").items() : answer.items();
        } catch (Failure e) {
            return record().map(r -> r.get("processes").items()).orElse(List.of());
        }
    }
}
