package org.rsvpplatform.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Who pastes the lines of a remedy: a superuser at the server, and its account at the host. */
final class Administrator {
    private final Suite suite;
    private final String provider;
    private final String database;

    Administrator(Suite suite, String provider) {
        this(suite, provider, "rsvp");
    }

    /** One that is connected to another database than the platform's. */
    Administrator(Suite suite, String provider, String database) {
        this.suite = suite;
        this.provider = provider;
        this.database = database;
    }

    /** Runs lines of SQL, with the configured password where a remedy leaves room for one. */
    void sql(List<String> lines) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (String line : lines) {
                statement.execute(
                        line.replace("<new password>", "'" + password() + "'")
                                .replace("<password>", password()));
            }
        } catch (SQLException e) {
            throw new AssertionError(String.join("\n", lines), e);
        }
    }

    /** At PostgreSQL no commit of the administrator waits for a standby that may be gone. */
    private Connection connect() throws SQLException {
        return login().connectTo(database, Map.of("options", "-c synchronous_commit=local"));
    }

    private DatabaseUrl login() {
        return suite.database(provider + "-admin");
    }

    private String password() {
        return suite.database(provider).password();
    }

    Path dataDirectory() {
        return Path.of(suite.processes().get(provider).get("dataDirectory").asText());
    }

    /** Runs shell lines as the account that owns the server's data. */
    void shell(List<String> lines) {
        run(lines, Map.of(), true);
    }

    /** What a command says that is bound to fail. */
    String failing(String line) {
        return run(List.of(line), Map.of(), false);
    }

    /**
     * Runs shell lines with the program's password at hand, where they would ask for it. MariaDB's
     * own client is called by its own name.
     */
    void asProgram(List<String> lines) {
        run(
                lines.stream()
                        .map(
                                line ->
                                        line.startsWith("mysql ")
                                                ? line.replace("mysql ", "mariadb ")
                                                        .replace(" -p ", " ")
                                                : line)
                        .toList(),
                Map.of("PGPASSWORD", password(), "MYSQL_PWD", password()),
                true);
    }

    private String run(List<String> lines, Map<String, String> more, boolean well) {
        try {
            List<String> command = new ArrayList<>();
            String owner = Files.getOwner(dataDirectory()).getName();
            if (!owner.equals(System.getProperty("user.name"))) {
                int uid = (Integer) Files.getAttribute(dataDirectory(), "unix:uid");
                command.addAll(
                        List.of(
                                "setpriv",
                                "--reuid=" + uid,
                                "--regid=" + uid,
                                "--clear-groups",
                                "--"));
            }
            command.addAll(List.of("sh", "-ec", String.join("\n", lines)));
            Path output = Files.createTempFile("administrator", ".out");
            ProcessBuilder builder =
                    new ProcessBuilder(command)
                            .directory(Path.of("/").toFile())
                            .redirectErrorStream(true)
                            .redirectInput(Path.of("/dev/null").toFile())
                            .redirectOutput(output.toFile());
            builder.environment().put("PATH", programs() + ":" + System.getenv("PATH"));
            // What a server is started with it keeps: no password where none is needed.
            builder.environment().putAll(more);
            int exit = builder.start().waitFor();
            String said = Files.readString(output, StandardCharsets.UTF_8);
            assertThat(exit == 0).as("%s\n%s", lines, said).isEqualTo(well);
            Files.delete(output);
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The folder of the server's own programs, which a server's host has on its path. */
    private String programs() {
        return suite.env(login().isMysql() ? "RSVP_SANDBOX_MARIADB_BIN" : "RSVP_SANDBOX_PG_BIN");
    }

    /** Puts a line at the top of a file in the data directory. */
    void prepend(String file, List<String> lines) {
        try {
            Path path = dataDirectory().resolve(file);
            Files.writeString(path, String.join("\n", lines) + "\n" + Files.readString(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
