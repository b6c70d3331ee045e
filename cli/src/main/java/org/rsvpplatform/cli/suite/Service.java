package org.rsvpplatform.cli.suite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One of the five: how it is started, and whether it is ready.
 *
 * @param name the domain, or {@code gateway}
 * @param environment all that the process sees
 */
record Service(
        SuiteDirectory directory,
        String name,
        String module,
        int port,
        Map<String, String> environment) {

    /**
     * The same service on another port with a state of its own, for a rehearsal beside the real
     * one.
     */
    Service elsewhere(int otherPort, Path state) {
        Map<String, String> changed = new HashMap<>(environment);
        changed.put("QUARKUS_HTTP_PORT", Integer.toString(otherPort));
        changed.put("RSVP_STORE_DIRECTORY", state.toString());
        return new Service(directory, name, module, otherPort, changed);
    }

    Process start(Path log, List<String> flags) {
        Path jar =
                directory
                        .root()
                        .resolve(module)
                        .resolve("target")
                        .resolve("quarkus-app")
                        .resolve("quarkus-run.jar");
        List<String> extra = new ArrayList<>(flags);
        extra.addAll(List.of("-Xlog:aot=off", "-Xlog:cds=off"));
        ProcessBuilder builder =
                new ProcessBuilder(JavaLine.of(directory, extra, List.of("-jar", jar.toString())))
                        .directory(directory.root().toFile())
                        .redirectErrorStream(true)
                        .redirectInput(Path.of("/dev/null").toFile())
                        .redirectOutput(log.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException("can't start " + name, e);
        }
    }

    /** The start with the cache, where there is one. */
    Process start(Path log, Path cache) {
        return start(log, Files.exists(cache) ? List.of("-XX:AOTCache=" + cache) : List.of());
    }

    boolean isReady() {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection)
                            URI.create("http://127.0.0.1:" + port + "/q/health/ready")
                                    .toURL()
                                    .openConnection();
            connection.setConnectTimeout(500);
            connection.setReadTimeout(1000);
            try {
                return connection.getResponseCode() == 200;
            } finally {
                connection.disconnect();
            }
        } catch (IOException e) {
            return false;
        }
    }
}
