package org.rsvpplatform.endtoend;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.rsvpplatform.kit.bench.Rate;
import org.rsvpplatform.kit.bench.Rates;

/**
 * How many whole probes of real databases a second one core makes: through a kept session, which
 * asks its statements only, and with a login each. For comparison with TCP checks; it has no floor.
 */
public final class LoginBench {
    private static final int PROVIDERS = 6;
    private static final String BUSY = "org.rsvpplatform.database.benchmark.BusyDatabases";

    private LoginBench() {}

    /** Takes the seconds that each is measured. */
    public static void main(String[] arguments) {
        int seconds = Bench.count(arguments, 10);
        Bench.run((suite, out) -> run(suite, seconds, out));
    }

    private static boolean run(Suite suite, int seconds, PrintStream out) {
        Rate.printHead(out, "probes of databases on one core");
        for (String provider : List.of("postgresql", "mysql")) {
            for (String keep : List.of("45s", "0s")) {
                rate(suite.database(provider), keep, seconds)
                        .print(
                                out,
                                provider
                                        + (keep.equals("0s")
                                                ? ", a login each"
                                                : ", kept session"));
            }
        }
        return true;
    }

    private static Rate rate(DatabaseUrl database, String keep, int seconds) {
        Path root = Path.of(System.getProperty("rsvp.root"));
        String service = root + "/db-health-service/target/";
        try {
            Path file =
                    Files.createTempFile(
                            "providers",
                            ".yaml",
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, configuration(database, keep));
            Rate rate =
                    Rates.ofBusy(
                            String.join(
                                    ":",
                                    service + "test-classes",
                                    service + "classes",
                                    root + "/provider-kit/target/test-classes",
                                    service + "quarkus-app/lib/main/*",
                                    service + "quarkus-app/lib/boot/*"),
                            BUSY,
                            file.toString(),
                            seconds);
            Files.delete(file);
            return rate;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String configuration(DatabaseUrl database, String keep) {
        StringBuilder yaml = new StringBuilder("database:\n  active: p0\n  providers:\n");
        for (int i = 0; i < PROVIDERS; i++) {
            yaml.append(
                    """
                        p%d:
                          kind: %s
                          host: %s
                          port: %d
                          database: rsvp
                          user: %s
                          password: "%s"
                          keepSession: %s
                    """
                            .formatted(
                                    i,
                                    database.isMysql() ? "mysql" : "postgresql",
                                    database.uri().getHost(),
                                    database.uri().getPort(),
                                    database.user(),
                                    database.password(),
                                    keep));
        }
        return yaml.toString();
    }
}
