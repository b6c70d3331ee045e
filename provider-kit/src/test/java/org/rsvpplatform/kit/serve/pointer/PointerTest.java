package org.rsvpplatform.kit.serve.pointer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rsvpplatform.kit.store.StoreUnavailable;

class PointerTest {
    private static final Instant SINCE = Instant.parse("2026-01-01T10:00:00Z");

    @TempDir Path folder;

    @Test
    void a_group_s_file_is_properties_and_clients_of_postgresql_have_a_service()
            throws IOException {
        new PointerFiles(folder).write(List.of(active("one", 7), mail()));

        Properties read = new Properties();
        try (var reader = Files.newBufferedReader(folder.resolve("pair.properties"))) {
            read.load(reader);
        }
        assertThat(read)
                .containsEntry("provider", "one")
                .containsEntry("epoch", "7")
                .containsEntry("host", "db1")
                .containsEntry("port", "5432");
        assertThat(folder.resolve("pg_service.conf"))
                .hasContent("# epoch 7, one\n[pair]\nhost=db1\nport=5432\ndbname=rsvp\n");
        assertThat(folder.resolve("smtp.properties")).exists();
    }

    @Test
    void who_reads_while_it_changes_finds_the_old_or_the_new_one_whole() throws Exception {
        PointerFiles files = new PointerFiles(folder);
        files.write(List.of(active("one", 1)));
        Path file = folder.resolve("pair.properties");
        List<String> torn = new ArrayList<>();
        Thread reader =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    while (!Thread.currentThread().isInterrupted()) {
                                        String text = read(file);
                                        if (!text.endsWith("database=rsvp\n")) {
                                            torn.add(text);
                                        }
                                    }
                                });
        for (int epoch = 2; epoch < 200; epoch++) {
            files.write(List.of(active(epoch % 2 == 0 ? "two" : "one", epoch)));
        }
        reader.interrupt();
        reader.join();

        assertThat(torn).isEmpty();
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).hasSize(2);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Test
    void the_agent_says_up_of_the_active_one_and_maint_of_others() throws IOException {
        AtomicReference<List<Active>> active = new AtomicReference<>(List.of(active("one", 1)));
        try (AgentCheck agent = AgentCheck.listen(anyPort(), active::get)) {
            assertThat(asked(agent, "one\n")).isEqualTo("up ready\n");
            assertThat(asked(agent, "two\r\n")).isEqualTo("maint\n");

            active.set(List.of(active("two", 2)));

            assertThat(asked(agent, "one\n")).isEqualTo("maint\n");
            assertThat(asked(agent, "two\n")).isEqualTo("up ready\n");
        }
    }

    @Test
    void the_agent_answers_nothing_to_who_names_nobody_in_time_or_without_end() throws IOException {
        try (AgentCheck agent = AgentCheck.listen(anyPort(), () -> List.of(active("one", 1)))) {
            assertThat(asked(agent, "")).isEmpty();
            assertThat(asked(agent, "x".repeat(300))).isEmpty();
            assertThat(asked(agent, "one\n")).isEqualTo("up ready\n");
        }
    }

    @Test
    void the_agent_answers_nothing_while_nobody_knows_who_is_active() throws IOException {
        try (AgentCheck agent =
                AgentCheck.listen(
                        anyPort(),
                        () -> {
                            throw new StoreUnavailable("it can't be read", "mend it", null);
                        })) {
            assertThat(asked(agent, "one\n")).isEmpty();
        }
    }

    private static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    private static String asked(AgentCheck agent, String line) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), agent.port())) {
            socket.getOutputStream().write(line.getBytes(StandardCharsets.US_ASCII));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            return "";
        }
    }

    private static Active active(String provider, long epoch) {
        Map<String, Object> address = new LinkedHashMap<>();
        address.put("host", "db1");
        address.put("port", 5432);
        address.put("database", "rsvp");
        return new Active("pair", provider, epoch, SINCE, address);
    }

    private static Active mail() {
        return new Active("smtp", "smtp", 1, SINCE, Map.of("host", "mail", "port", 25));
    }
}
