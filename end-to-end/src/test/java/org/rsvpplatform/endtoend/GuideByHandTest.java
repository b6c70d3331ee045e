package org.rsvpplatform.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What the troubleshooting guide has an operator type at a database itself, with the sandbox's
 * names in place of the guide's.
 */
@Tag("full")
@ExtendWith(SuiteExtension.class)
class GuideByHandTest {
    private final Suite suite;
    private final Operator postgres;
    private final Operator mysql;

    @TempDir Path folder;

    GuideByHandTest(Suite suite) {
        this.suite = suite;
        this.postgres = new Operator(suite, "postgresql");
        this.mysql = new Operator(suite, "mysql");
    }

    @BeforeEach
    void allIsWell() {
        postgres.awaitState("UP");
        mysql.awaitState("UP");
    }

    @AfterEach
    void heal() {
        postgres.leave();
    }

    @ParameterizedTest
    @CsvSource({
        "postgresql, psql -h localhost -p 5432 -U username -d database_name",
        "postgresql, psql -h localhost -U username -d database_name",
        "mysql, mysql -h localhost -P 3306 -u username -p database_name"
    })
    void the_clients_line_logs_in_and_what_it_says_else_is_diagnosed(String provider, String line)
            throws Exception {
        DatabaseUrl login = suite.database(provider);

        Checkout.Ran right = typed(login, line, login.password());
        Checkout.Ran wrong = typed(login, line, "not the password");

        assertThat(right.exit()).as(right.all()).isZero();
        assertThat(wrong.exit()).as(wrong.all()).isPositive();
        assertThat(diagnosed(wrong.err())).isEqualTo("db.authentication-failed");
    }

    @Test
    void a_password_of_postgresql_is_reset() {
        postgres.broken("wrong-password", "db.authentication-failed", "confirmed");

        paste("postgresql", "ALTER USER username PASSWORD 'new_password'");
        postgres.lookAgain();

        postgres.awaitState("UP");
    }

    @Test
    void a_password_of_mysql_is_reset() {
        mysql.broken("wrong-password", "db.authentication-failed", "confirmed");

        paste("mysql", "ALTER USER 'username'@'localhost' IDENTIFIED BY 'new_password'");
        mysql.lookAgain();

        mysql.awaitState("UP");
    }

    @Test
    void a_user_of_postgresql_may_use_its_database_again() {
        Administrator administrator = new Administrator(suite, "postgresql");
        administrator.sql(
                List.of(
                        "GRANT CONNECT ON DATABASE rsvp TO rsvp_observer",
                        "REVOKE CONNECT ON DATABASE rsvp FROM PUBLIC, rsvp"));
        try {
            postgres.lookAgain();
            postgres.awaitDiagnosis("db.permission-denied", null);

            paste("postgresql", "GRANT ALL PRIVILEGES ON DATABASE database_name TO username");
            postgres.lookAgain();

            postgres.awaitState("UP");
        } finally {
            administrator.sql(
                    List.of(
                            "GRANT CONNECT ON DATABASE rsvp TO PUBLIC",
                            "REVOKE CONNECT ON DATABASE rsvp FROM rsvp_observer"));
        }
    }

    @Test
    void a_user_of_mysql_may_use_its_database_again() {
        new Administrator(suite, "mysql")
                .sql(
                        List.of(
                                "REVOKE SELECT, INSERT, UPDATE, DELETE ON rsvp.* FROM"
                                        + " rsvp@'127.0.0.%'"));
        mysql.lookAgain();
        mysql.awaitDiagnosis("db.permission-denied", null);

        paste(
                "mysql",
                "GRANT ALL PRIVILEGES ON database_name.* TO 'username'@'localhost'",
                "FLUSH PRIVILEGES");
        mysql.lookAgain();

        mysql.awaitState("UP");
    }

    /**
     * As the administrator; the sandbox's accounts are those of clients at any loopback address.
     */
    private void paste(String provider, String... lines) {
        DatabaseUrl login = suite.database(provider);
        new Administrator(suite, provider)
                .sql(
                        List.of(lines).stream()
                                .map(line -> line.replace("@'localhost'", "@'127.0.0.%'"))
                                .map(line -> line.replace("new_password", login.password()))
                                .map(line -> named(login, line))
                                .toList());
    }

    /** A client asks the terminal for the password; without one it reads its standard input. */
    private Checkout.Ran typed(DatabaseUrl login, String line, String password)
            throws IOException, InterruptedException {
        Path in = Files.writeString(folder.resolve("in"), password + "\n");
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        String port = Integer.toString(login.uri().getPort());
        ProcessBuilder builder =
                new ProcessBuilder(
                                "setsid",
                                "--wait",
                                "sh",
                                "-c",
                                named(login, line).replaceAll("5432|3306", port))
                        .redirectInput(in.toFile())
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile());
        builder.environment().put("PATH", programs() + ":" + System.getenv("PATH"));
        builder.environment().put("PGPORT", port);
        int exit = builder.start().waitFor();
        return new Checkout.Ran(exit, Files.readString(out), Files.readString(err));
    }

    private static String named(DatabaseUrl login, String line) {
        return line.replace("username", login.user()).replace("database_name", login.database());
    }

    /** MariaDB's client under the name that the guide, and each distribution, has for it. */
    private Path programs() throws IOException {
        Path mysql = folder.resolve("mysql");
        if (!Files.exists(mysql)) {
            Files.createSymbolicLink(
                    mysql, Path.of(suite.env("RSVP_SANDBOX_MARIADB_BIN"), "mariadb"));
        }
        return folder;
    }

    private String diagnosed(String text) {
        JsonNode answer =
                suite.post(
                                "/api/v1/diagnose",
                                Suite.JSON.createObjectNode().put("text", text).toString())
                        .json();
        return answer.path("diagnoses").path(0).path("cause").asText();
    }
}
