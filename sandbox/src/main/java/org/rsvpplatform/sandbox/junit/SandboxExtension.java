package org.rsvpplatform.sandbox.junit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.rsvpplatform.sandbox.mariadb.MariadbPair;
import org.rsvpplatform.sandbox.mariadb.MariadbServer;
import org.rsvpplatform.sandbox.postgresql.PostgresPair;
import org.rsvpplatform.sandbox.postgresql.PostgresServer;
import org.rsvpplatform.sandbox.process.SandboxException;
import org.rsvpplatform.sandbox.smtp.SmtpServer;
import org.rsvpplatform.sandbox.suite.Sandbox;
import org.rsvpplatform.sandbox.suite.SandboxOptions;

/**
 * Resolves parameters of type {@link Sandbox}, {@link PostgresPair}, {@link PostgresServer} (the
 * primary), {@link MariadbPair}, {@link MariadbServer} (the primary) and {@link SmtpServer}. One
 * sandbox a PostgreSQL version serves all test classes of the JVM; after each test it is healed.
 */
public final class SandboxExtension implements ParameterResolver, AfterEachCallback {
    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(SandboxExtension.class);
    private static final Map<Class<?>, Function<Sandbox, ?>> PARAMETERS =
            Map.of(
                    Sandbox.class,
                    sandbox -> sandbox,
                    PostgresPair.class,
                    Sandbox::postgres,
                    PostgresServer.class,
                    sandbox -> sandbox.postgres().primary(),
                    MariadbPair.class,
                    Sandbox::mariadb,
                    MariadbServer.class,
                    sandbox -> sandbox.mariadb().primary(),
                    SmtpServer.class,
                    Sandbox::smtp);

    /** What a test class says of its sandbox; those that want the same share one. */
    private record Wanted(String version, boolean failover) {
        static Wanted by(Sandboxed annotation) {
            return new Wanted(annotation.postgres(), annotation.failover());
        }
    }

    /** A sandbox that ends with the last test class. */
    private record Shared(Sandbox sandbox) implements AutoCloseable {
        @Override
        public void close() {
            sandbox.close();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return PARAMETERS.containsKey(parameter.getParameter().getType());
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return PARAMETERS.get(parameter.getParameter().getType()).apply(sandbox(context));
    }

    @Override
    public void afterEach(ExtensionContext context) {
        sandbox(context).reset();
    }

    private static Sandbox sandbox(ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent(wanted(context), wanted -> new Shared(open(wanted)), Shared.class)
                .sandbox();
    }

    private static Wanted wanted(ExtensionContext context) {
        return Optional.ofNullable(context.getRequiredTestClass().getAnnotation(Sandboxed.class))
                .map(Wanted::by)
                .orElse(new Wanted(SandboxOptions.DEFAULT_POSTGRES_VERSION, false));
    }

    private static Sandbox open(Wanted wanted) {
        try {
            Path directory = Files.createTempDirectory("rsvp-sandbox");
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
            SandboxOptions options = SandboxOptions.in(directory);
            return Sandbox.open(
                    new SandboxOptions(
                            directory,
                            wanted.version(),
                            wanted.failover(),
                            options.progress(),
                            List.of(directory.toString())));
        } catch (IOException e) {
            throw new SandboxException("cannot make a temporary directory", e);
        }
    }
}
