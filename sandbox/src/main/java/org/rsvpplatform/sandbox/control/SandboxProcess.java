package org.rsvpplatform.sandbox.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.rsvpplatform.sandbox.process.SandboxException;
import org.rsvpplatform.sandbox.suite.Sandbox;
import org.rsvpplatform.sandbox.suite.SandboxOptions;

/**
 * A sandbox as a long-running process: everything is started, {@code providers.yaml} is written for
 * the services, and {@code sandbox.json} (mode 0600) says where all of it is.
 */
public final class SandboxProcess implements AutoCloseable {
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Sandbox sandbox;
    private final ControlServer control;
    private final boolean failover;

    private SandboxProcess(Sandbox sandbox, boolean failover) {
        this.sandbox = sandbox;
        this.failover = failover;
        this.control = ControlServer.start(sandbox, this::stop);
    }

    /**
     * Starts everything; returns when all is up.
     *
     * @param version PostgreSQL's major version
     * @param failover whether the services fail over by themselves
     */
    public static SandboxProcess start(
            Path directory, String version, boolean failover, Consumer<String> progress) {
        Path home = PrivateFiles.passable(directory.toAbsolutePath().normalize());
        List<String> remove =
                List.of(
                        home.resolve("sandbox.json").toString(),
                        home.resolve("providers.yaml").toString(),
                        home.resolve("secrets").toString(),
                        home.resolve("uploads").toString(),
                        home.resolve("state").toString(),
                        home + "/");
        Sandbox sandbox =
                Sandbox.open(new SandboxOptions(home, version, failover, progress, remove));
        try {
            sandbox.all();
            SandboxProcess process = new SandboxProcess(sandbox, failover);
            process.describe(home);
            return process;
        } catch (RuntimeException e) {
            sandbox.close();
            throw e;
        }
    }

    private void describe(Path home) {
        Addresses addresses = new Addresses(sandbox);
        Path providers = new ProvidersFile(sandbox, home, control, failover).write();
        Map<String, Object> description = new LinkedHashMap<>();
        description.put("pid", ProcessHandle.current().pid());
        description.put("control", Map.of("url", control.url(), "token", control.token()));
        description.put("providersFile", providers.toString());
        description.put("providers", addresses.ports());
        description.put("env", addresses.environment());
        description.put("processes", addresses.processes());
        try {
            PrivateFiles.write(home.resolve("sandbox.json"), JSON.writeValueAsString(description));
        } catch (JsonProcessingException e) {
            throw new SandboxException("cannot write sandbox.json", e);
        }
    }

    /** Asks the process to end. */
    public void stop() {
        stopped.countDown();
    }

    /** Waits until somebody asks the process to end. */
    public void awaitStop() throws InterruptedException {
        stopped.await();
    }

    @Override
    public void close() {
        control.close();
        sandbox.close();
    }
}
