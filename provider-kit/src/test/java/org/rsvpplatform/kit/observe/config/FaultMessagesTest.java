package org.rsvpplatform.kit.observe.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rsvpplatform.kit.redaction.Redactor;

/**
 * Every message that an operator may see, pinned in {@code faults.golden}. After a change on
 * purpose: {@code ./mvnw test -pl provider-kit -Dtest=FaultMessagesTest -Drsvp.golden=update}, then
 * review the diff.
 */
class FaultMessagesTest {

    private static final Path GOLDEN =
            Path.of("src/test/resources/org/rsvpplatform/kit/observe/config/faults.golden");

    enum Mode {
        DISABLE,
        VERIFY_CA,
        VERIFY_FULL
    }

    @TempDir Path folder;

    @Test
    void the_messages_are_the_golden_ones() throws IOException {
        Files.writeString(folder.resolve("empty"), "\n");
        Files.writeString(folder.resolve("large"), "x".repeat(70_000));
        StringBuilder all = new StringBuilder();
        all.append("# values\n").append(values());
        for (Map.Entry<String, String> file : brokenFiles().entrySet()) {
            all.append("# ")
                    .append(file.getKey())
                    .append('\n')
                    .append(faults(read(file.getValue())));
        }
        all.append("# missing file\n")
                .append(
                        faults(
                                ProvidersFile.read(
                                        folder.resolve("none.yaml"), Map.of(), new Redactor())));
        all.append("# not UTF-8\n");
        Path latin =
                Files.write(folder.resolve("latin.yaml"), new byte[] {'a', ':', ' ', (byte) 0xe4});
        all.append(faults(ProvidersFile.read(latin, Map.of(), new Redactor())));

        String messages = all.toString().replace(folder.toString(), "/etc/rsvp");
        if ("update".equals(System.getProperty("rsvp.golden"))) {
            Files.writeString(GOLDEN, messages);
        }
        assertThat(messages).isEqualTo(Files.readString(GOLDEN));
    }

    private String values() throws IOException {
        ProvidersFile file =
                read(
                        """
                        database:
                          providers:
                            postgresql:
                              host: "postgres://db1:5432"
                              port: "54x2"
                              user: ${RSVP_TEST_UNSET}
                              password: hunter22
                              key: file:none
                              token: file:empty
                              certificate: file:large
                              folder: file:/
                              short: ab
                              tls: { mode: verify-fulll, ca: none.pem, versoin: 1 }
                              connections: 500
                              retries: -1
                              secure: yes
                              timeout: 30
                              delay: 2h
                              bytes: 1k
                              callbackUrl: rsvp.example/callback
                              database: ${not a name}
                              schema: [a, b]
                              observer: rsvp_observer
                              hooks: [ok, [nested], { a: b }]
                              replicas: [a]
                              empty: ""
                              prot: 5432
                              wholly-unknown: 1
                              port: 5433
                              environment: x
                              bad: ignored
                              old: 1
                              standbyOf: mysqll
                        """);
        Section section = file.root().nested("database").sections("providers").get("postgresql");
        section.host("host").required();
        section.port("port").orElse(5432);
        section.text("user").required();
        section.text("name").orEnvironment("DATABASE_NAME").required();
        section.secret("password").required();
        section.secret("key").required();
        section.secret("token").required();
        section.secret("certificate").required();
        section.secret("folder").required();
        section.secret("short").required();
        section.secret("missing").overriddenBy("DATABASE_PASSWORD").required();
        section.nested("tls").choice("mode", Mode.class).orElse(Mode.DISABLE);
        section.nested("tls").file("ca").optional();
        section.nested("tls").text("version").optional();
        section.count("connections").between(1, 100).orElse(10);
        section.count("retries").orElse(1);
        section.flag("secure").orElse(false);
        section.duration("timeout").orElse(Duration.ZERO);
        section.duration("delay").between(Duration.ofMillis(500), Duration.ofHours(1)).required();
        section.number("bytes").required();
        section.url("callbackUrl").required();
        section.text("database").required();
        section.text("schema").required();
        section.nested("observer").text("user").required();
        section.texts("hooks");
        section.sections("replicas");
        section.text("empty").required();
        section.port("environment").overriddenBy("TEST_PORT").required();
        section.renamed("old", "new").number("new").required();
        section.text("standbyOf").required();
        section.fault("standbyOf", "is not a provider of this file", "write postgresql");
        section.text("password.pattern").must(text -> true, "", "").optional();
        return faults(file);
    }

    private static Map<String, String> brokenFiles() {
        Map<String, String> files = new TreeMap<>();
        files.put("alias", "a: *hunter22\n");
        files.put("another document", "a: 1\n---\nb: 2\n");
        files.put("colon", "a: 1\nb: c: d\n");
        files.put("control character", "a: \u0001\n");
        files.put("deep", "a: " + "[".repeat(60) + "]".repeat(60) + "\n");
        files.put("duplicate", "a: {b: 1}\na: {c: 1}\n");
        files.put("empty", "# nothing\n");
        files.put("endless", "a: &a [*a]\n");
        files.put("escape", "a: \"\\q\"\n");
        files.put("indentation", "a:\n  - b\n c\n");
        files.put("key", "? [a]\n: b\n");
        files.put("large", "a: " + "x".repeat(1024 * 1024) + "\n");
        files.put("list", "- a\n");
        files.put("open bracket", "a: [b\n");
        files.put("open quote", "a: \"hunter22\n");
        files.put("percent", "a: %hunter22\n");
        files.put("tab", "a:\n\tb: 1\n");
        return files;
    }

    private static String faults(ProvidersFile file) {
        return file.faults().stream().map(fault -> fault + "\n").collect(Collectors.joining());
    }

    private ProvidersFile read(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("providers.yaml"), text);
        ProvidersFile read =
                ProvidersFile.read(file, Map.of("TEST_PORT", "hunter22"), new Redactor());
        read.root().nested("a");
        return read;
    }
}
