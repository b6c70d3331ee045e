package org.rsvpplatform.database.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rsvpplatform.database.DatabaseDomain;
import org.rsvpplatform.database.connection.Endpoint;
import org.rsvpplatform.database.connection.Tls;
import org.rsvpplatform.database.mysql.Mysql;
import org.rsvpplatform.database.postgresql.connection.PostgresSettings;
import org.rsvpplatform.kit.observe.config.Fault;
import org.rsvpplatform.kit.observe.config.ProvidersFile;
import org.rsvpplatform.kit.observe.domain.Configured;
import org.rsvpplatform.kit.observe.domain.DomainConfiguration;
import org.rsvpplatform.kit.observe.probe.Names;
import org.rsvpplatform.kit.observe.provider.Role;
import org.rsvpplatform.kit.redaction.Redactor;
import org.rsvpplatform.kit.time.Ticker;

class SettingsTest {
    @TempDir Path folder;

    @Test
    void a_standby_has_from_its_primary_what_it_leaves_out() throws IOException {
        DomainConfiguration read =
                read(
                        """
                        database:
                          active: postgresql
                          providers:
                            postgresql:
                              { kind: postgresql, host: db1, database: rsvp, user: rsvp,
                                password: "${PASSWORD}", tls: { mode: require },
                                observer: { user: watcher, password: "${PASSWORD}" } }
                            backup-postgresql:
                              { kind: postgresql, host: db2, port: 5433, standbyOf: postgresql }
                        """,
                        Map.of("PASSWORD", "correct horse"));

        assertThat(errors(read)).isEmpty();
        PostgresSettings standby = settings(read, 1);
        assertThat(standby.host()).isEqualTo("db2");
        assertThat(standby.port()).isEqualTo(5433);
        assertThat(standby.database()).isEqualTo("rsvp");
        assertThat(standby.login()).isEqualTo(settings(read, 0).login());
        assertThat(standby.observer()).isEqualTo(settings(read, 0).observer());
        assertThat(standby.tls().mode()).isEqualTo(Tls.Mode.REQUIRE);
        assertThat(read.providers().get(1).provider().role()).isEqualTo(Role.STANDBY);
    }

    @Test
    void what_a_standby_says_itself_wins() throws IOException {
        DomainConfiguration read =
                read(
                        """
                        database:
                          providers:
                            a: { kind: postgresql, host: db1, database: rsvp, user: rsvp, password: "${P}" }
                            b: { kind: postgresql, host: db2, user: other, standbyOf: a }
                        """,
                        Map.of("P", "correct horse"));

        assertThat(settings(read, 1).login().user()).isEqualTo("other");
    }

    @Test
    void the_guides_variables_fill_user_and_password() throws IOException {
        DomainConfiguration read =
                read(
                        """
                        database:
                          providers:
                            a: { kind: postgresql, host: db1, database: rsvp }
                        """,
                        Map.of("DATABASE_USER", "rsvp", "DATABASE_PASSWORD", "correct horse"));

        assertThat(errors(read)).isEmpty();
        assertThat(settings(read, 0).login().user()).isEqualTo("rsvp");
        assertThat(settings(read, 0).login().password().reveal()).isEqualTo("correct horse");
    }

    @Test
    void the_usual_values_are_those_of_the_design() throws IOException {
        DomainConfiguration read =
                read(
                        """
                        database:
                          providers:
                            a: { kind: postgresql, host: db1, database: rsvp, user: rsvp, password: "${P}" }
                        """,
                        Map.of("P", "correct horse"));

        PostgresSettings settings = settings(read, 0);
        assertThat(settings.port()).isEqualTo(5432);
        assertThat(settings.tls().mode()).isEqualTo(Tls.Mode.PREFER);
        assertThat(settings.via()).isEqualTo(Endpoint.Via.DIRECT);
        assertThat(settings.writeCheck()).isTrue();
        assertThat(settings.lag().time()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void every_fault_is_found_at_once() throws IOException {
        DomainConfiguration read =
                read(
                        """
                        database:
                          providers:
                            a:
                              kind: postgresql
                              port: 70000
                              user: rsvp
                              password: "${MISSING}"
                              tls: { mode: verify }
                              hots: db1
                        """,
                        Map.of());

        assertThat(errors(read))
                .contains(
                        "database.providers.a.host",
                        "database.providers.a.port",
                        "database.providers.a.database",
                        "database.providers.a.password",
                        "database.providers.a.tls.mode",
                        "database.providers.a.hots");
    }

    /** With a placeholder in the place of its host another server would be watched. */
    @Test
    void one_with_an_error_is_left_out_and_the_others_stay() throws IOException {
        DomainConfiguration read =
                read(
                        """
                        database:
                          providers:
                            a: { kind: postgresql, database: rsvp, user: rsvp, password: "${P}" }
                            b: { kind: postgresql, host: db1, database: rsvp, user: rsvp, password: "${P}" }
                        """,
                        Map.of("P", "correct horse"));

        assertThat(errors(read)).containsExactly("database.providers.a.host");
        assertThat(read.providers())
                .extracting(configured -> configured.provider().name())
                .containsExactly("b");
    }

    @Test
    void what_stands_for_a_variable_of_a_hook_is_hidden() throws IOException {
        Redactor redactor = new Redactor();
        read(
                """
                database:
                  providers:
                    a: { kind: postgresql, host: db1, database: rsvp, user: rsvp, password: "${P}" }
                  groups:
                    a:
                      failover:
                        hook: { command: [ipmi, -P, "${IPMI}"], environment: { TOKEN: "t-${TOKEN}", ROOM: east } }
                """,
                Map.of("P", "correct horse", "IPMI", "battery staple", "TOKEN", "tr0ub4dor"),
                redactor);

        assertThat(redactor.clean("battery staple, t-tr0ub4dor, east"))
                .doesNotContain("battery", "tr0ub4dor")
                .endsWith("east");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nothing",
                "-----BEGIN CERTIFICATE-----\nbm90aGluZw==\n-----END CERTIFICATE-----\n"
            })
    void an_authority_without_a_certificate_is_a_fault(String pem) throws IOException {
        Path authority = Files.writeString(folder.resolve("ca.pem"), pem);
        DomainConfiguration read =
                read(
                        """
                        database:
                          providers:
                            a: { kind: postgresql, host: db1, database: rsvp, user: rsvp, password: "${P}",
                                 tls: { mode: verify-full, ca: "%s" } }
                        """
                                .formatted(authority),
                        Map.of("P", "correct horse"));

        assertThat(errors(read)).containsExactly("database.providers.a.tls.ca");
    }

    private DomainConfiguration read(String yaml, Map<String, String> environment)
            throws IOException {
        return read(yaml, environment, new Redactor());
    }

    private DomainConfiguration read(
            String yaml, Map<String, String> environment, Redactor redactor) throws IOException {
        Path file = Files.writeString(folder.resolve("providers.yaml"), yaml);
        Postgresql kind =
                new Postgresql(Checkup.VERTX, Names.system(), Clock.systemUTC(), Ticker.system());
        return DomainConfiguration.read(
                new DatabaseDomain(
                        kind, new Mysql(null, Names.system(), Clock.systemUTC(), Ticker.system())),
                ProvidersFile.read(file, environment, redactor));
    }

    private static PostgresSettings settings(DomainConfiguration read, int index) {
        Configured<?> configured = read.providers().get(index);
        return (PostgresSettings) configured.settings();
    }

    private static List<String> errors(DomainConfiguration read) {
        return read.faults().stream().filter(Fault::isError).map(Fault::path).toList();
    }
}
