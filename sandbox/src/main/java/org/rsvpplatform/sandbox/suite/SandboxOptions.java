package org.rsvpplatform.sandbox.suite;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * What to start and where.
 *
 * @param directory where the servers keep their files; removed at the end
 * @param postgresVersion major version: 14, 15 or 18
 * @param progress gets a line for each thing that is ready
 * @param failover whether the database servers start so that a failover does no harm: read-only
 * @param remove further paths that the guardian removes at the end; a path that ends in a slash
 *     only when it is empty
 */
public record SandboxOptions(
        Path directory,
        String postgresVersion,
        boolean failover,
        Consumer<String> progress,
        List<String> remove) {
    public static final String DEFAULT_POSTGRES_VERSION = "15";

    /** A silent sandbox with the default versions. */
    public static SandboxOptions in(Path directory) {
        return new SandboxOptions(
                directory, DEFAULT_POSTGRES_VERSION, false, line -> {}, List.of());
    }

    public SandboxOptions withPostgres(String version) {
        return new SandboxOptions(directory, version, failover, progress, remove);
    }
}
