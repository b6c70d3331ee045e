package org.rsvpplatform.kit.observe.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rsvpplatform.kit.redaction.Redactor;
import org.rsvpplatform.kit.redaction.Secret;

class ProvidersFileTest {

    enum TlsMode {
        DISABLE,
        VERIFY_FULL
    }

    record Postgres(String host, int port, String user, Secret password, TlsMode tls) {
        static Postgres read(Section section) {
            return new Postgres(
                    section.host("host").required(),
                    section.port("port").orElse(5432),
                    section.text("user").orEnvironment("DATABASE_USER").required(),
                    section.secret("password").orEnvironment("DATABASE_PASSWORD").required(),
                    section.nested("tls").choice("mode", TlsMode.class).orElse(TlsMode.DISABLE));
        }
    }

    @TempDir Path folder;

    private final Redactor redactor = new Redactor();
    private final Map<String, String> environment = new HashMap<>();

    @Test
    void a_kinds_settings_are_read_into_a_record() throws IOException {
        environment.put("DATABASE_PASSWORD", "from the environment");
        ProvidersFile file =
                read(
                        """
                        database:
                          providers:
                            postgresql: { host: db1, user: rsvp, password: "${DATABASE_PASSWORD}", tls: { mode: verify-full } }
                            backup-postgresql: { host: "::1", port: 5433, user: rsvp }
                        """);

        Map<String, Section> sections = file.root().nested("database").sections("providers");

        assertThat(sections.keySet()).containsExactly("postgresql", "backup-postgresql");
        assertThat(sections.values().stream().map(Postgres::read))
                .containsExactly(
                        new Postgres(
                                "db1",
                                5432,
                                "rsvp",
                                Secret.of("from the environment"),
                                TlsMode.VERIFY_FULL),
                        new Postgres(
                                "::1",
                                5433,
                                "rsvp",
                                Secret.of("from the environment"),
                                TlsMode.DISABLE));
        assertThat(file.faults()).isEmpty();
    }

    @Test
    void json_indented_by_tabs_is_accepted() throws IOException {
        ProvidersFile file = read("{\n\t\"jwt\": {\n\t\t\"expiresIn\": \"7d\"\n\t}\n}\n");

        assertThat(file.root().nested("jwt").duration("expiresIn").required())
                .isEqualTo(Duration.ofDays(7));
        assertThat(file.faults()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "7d,PT168H",
        "1h,PT1H",
        "30s,PT30S",
        "500ms,PT0.5S",
        "1h30m,PT1H30M",
        "PT5M,PT5M",
        "0s,PT0S"
    })
    void durations_are_read_as_people_write_them(String text, Duration duration)
            throws IOException {
        assertThat(read("a: " + text).root().duration("a").required()).isEqualTo(duration);
    }

    @ParameterizedTest
    @CsvSource({"7", "1x", "h", "-1s", "1h 5m", "99999999999999999d", "PT-5S", "s1"})
    void what_is_no_duration_is_a_fault(String text) throws IOException {
        ProvidersFile file = read("a: " + text);

        file.root().duration("a").optional();

        assertThat(file.faults()).singleElement().extracting(Fault::value).isEqualTo(text);
    }

    @Test
    void each_type_of_value_is_read() throws IOException {
        Section root =
                read("""
                number: -12
                count: 3
                flag: true
                url: https://rsvp.example/callback
                path: ./uploads
                list: [a, "${HOME_OF_B:b}"]
                one: a
                nothing: ~
                """)
                        .root();

        assertThat(root.number("number").required()).isEqualTo(-12L);
        assertThat(root.count("count").between(1, 5).required()).isEqualTo(3);
        assertThat(root.flag("flag").orElse(false)).isTrue();
        assertThat(root.url("url").required())
                .isEqualTo(URI.create("https://rsvp.example/callback"));
        assertThat(root.path("path").required()).isEqualTo(folder.resolve("uploads"));
        assertThat(root.texts("list")).containsExactly("a", "b");
        assertThat(root.texts("one")).containsExactly("a");
        assertThat(root.texts("none")).isEmpty();
        assertThat(root.text("nothing").optional()).isEmpty();
        assertThat(root.section("none")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "${A},one",
                "x-${A}-${B:two}-y,x-one-two-y",
                "${EMPTY:default},default",
                "${B:-two},two",
                "$${A},${A}",
                "$A $ {A},$A $ {A}"
            })
    void the_environment_is_put_in(String raw, String value) throws IOException {
        environment.put("A", "one");
        environment.put("EMPTY", "");

        assertThat(read("a: '" + raw + "'").root().text("a").required()).isEqualTo(value);
    }

    @Test
    void the_environment_overrides_where_the_reader_says_so_and_fills_elsewhere()
            throws IOException {
        environment.put("DATABASE_USER", "env");
        Section root = read("user: file").root();

        assertThat(root.text("user").overriddenBy("DATABASE_USER").required()).isEqualTo("env");
        assertThat(root.text("user").orEnvironment("DATABASE_USER").required()).isEqualTo("file");
        assertThat(root.text("other").orEnvironment("DATABASE_USER").required()).isEqualTo("env");
        assertThat(root.text("user").overriddenBy("UNSET").required()).isEqualTo("file");
    }

    @Test
    void a_secret_comes_from_a_file_beside_without_its_line_end_and_is_hidden_from_then_on()
            throws IOException {
        Files.writeString(folder.resolve("secret"), "from a file\n");
        ProvidersFile file = read("password: file:secret");

        assertThat(file.root().secret("password").required().reveal()).isEqualTo("from a file");
        assertThat(redactor.clean("it is from a file")).isEqualTo("it is •••");
        assertThat(file.filesRead()).containsExactly(folder.resolve("secret"));
        assertThat(file.faults()).isEmpty();
    }

    @Test
    void the_fingerprint_changes_with_the_content_and_with_a_secrets_file() throws IOException {
        Files.writeString(folder.resolve("secret"), "one1");
        String before = fingerprint("password: file:secret");
        assertThat(fingerprint("password: file:secret")).isEqualTo(before);
        assertThat(fingerprint("password: file:secret # x")).isNotEqualTo(before);
        Files.writeString(folder.resolve("secret"), "two2");
        assertThat(fingerprint("password: file:secret")).isNotEqualTo(before);
    }

    @Test
    void a_renamed_field_still_counts_and_is_warned_of() throws IOException {
        ProvidersFile file = read("pass: x\n");

        assertThat(file.root().renamed("pass", "password").text("password").required())
                .isEqualTo("x");
        assertThat(file.errors()).isEmpty();
        assertThat(file.warnings())
                .extracting(Fault::toString)
                .containsExactly(
                        "warning: providers.yaml:1 pass: is an old name — write password instead");
    }

    @Test
    void fields_left_to_others_are_no_faults_but_the_sections_read_are_still_looked_at()
            throws IOException {
        ProvidersFile file = read("email: {}\ndatabase: { actve: x }\n");

        file.root().leaveOthers().nested("database").text("active").optional();

        assertThat(file.faults())
                .extracting(Fault::toString)
                .containsExactly(
                        "providers.yaml:2 database.actve: is not a known field — write active, or"
                                + " remove it");
    }

    @Test
    void a_broken_section_is_reported_once_not_for_each_field_that_is_missing_in_it()
            throws IOException {
        ProvidersFile file = read("database: { providers: { postgresql: db1 } }\n");

        file.root().nested("database").sections("providers").values().forEach(Postgres::read);

        assertThat(file.faults()).hasSize(1);
    }

    @Test
    void a_thousand_aliases_of_aliases_are_refused_quickly() throws IOException {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x]\n");
        for (int i = 1; i < 40; i++) {
            bomb.append(String.format(Locale.ROOT, "a%d: &a%d [*a%d, *a%d]%n", i, i, i - 1, i - 1));
        }

        assertThat(read(bomb.toString()).faults())
                .extracting(Fault::problem)
                .containsExactly("the file's aliases make it too large or endless");
    }

    @Test
    void a_device_is_not_read() {
        ProvidersFile file = ProvidersFile.read(Path.of("/dev/zero"), Map.of(), redactor);

        assertThat(file.faults())
                .extracting(Fault::problem)
                .containsExactly("the file can't be read");
        assertThat(file.root().text("a").optional()).isEqualTo(Optional.empty());
    }

    @Test
    void no_fault_shows_a_secret_wherever_it_was_typed() throws IOException {
        String planted = "Pl4nted-Secret";
        environment.put("PLANTED", planted);
        List<String> files =
                List.of(
                        "password: [" + planted + "]",
                        "passwrod: " + planted,
                        "password: " + planted + "\nport: " + planted,
                        "password: *" + planted,
                        "password: %" + planted,
                        "password: !" + planted + " [",
                        "password: \"" + planted,
                        "password: a: " + planted,
                        "port: ${PLANTED}",
                        "port: 1${PLANTED}",
                        "password: file:" + planted + "\nurl: '${PLANTED}'",
                        "url: http//user:" + planted + "@host",
                        "tls: " + planted,
                        "password: { " + planted + ": " + planted + " }",
                        "password: ${PLANTED}\npassword: " + planted);

        for (String text : files) {
            ProvidersFile file = read(text);
            Section root = file.root();
            root.secret("password").required();
            root.port("port").orElse(1);
            root.url("url").optional();
            root.section("tls");
            root.fault("password", "is wrong", "change it");

            assertThat(file.faults().toString().replace("names the file " + folder, ""))
                    .as(text)
                    .satisfies(
                            faults -> {
                                if (!text.contains("file:")) {
                                    assertThat(faults).doesNotContain(planted);
                                }
                            });
        }
    }

    private String fingerprint(String text) throws IOException {
        ProvidersFile file = read(text);
        file.root().secret("password").required();
        return file.fingerprint();
    }

    private ProvidersFile read(String text) throws IOException {
        Path file = folder.resolve("providers.yaml");
        Files.writeString(file, text);
        return ProvidersFile.read(file, environment, redactor);
    }
}
