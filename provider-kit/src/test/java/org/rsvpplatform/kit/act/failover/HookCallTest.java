package org.rsvpplatform.kit.act.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rsvpplatform.kit.act.command.RunFailed;
import org.rsvpplatform.kit.observe.domain.GroupSettings.Hook;
import org.rsvpplatform.kit.redaction.Secret;

class HookCallTest {
    private static final Map<String, String> WHAT =
            Map.of("act", "fence", "provider", "one", "epoch", "8");

    @TempDir Path folder;

    @Test
    void a_program_is_told_by_its_environment_which_holds_nothing_else() throws Exception {
        Path told = folder.resolve("told");
        HookCall call = program("/usr/bin/env > '%s'; echo cut off".formatted(told), "A=b");

        assertThat(call.call(WHAT)).endsWith("ended with 0: cut off");

        assertThat(Files.readAllLines(told))
                .contains("RSVP_ACT=fence", "RSVP_PROVIDER=one", "RSVP_EPOCH=8", "A=b")
                .allMatch(
                        line ->
                                line.startsWith("RSVP_")
                                        || line.startsWith("A=")
                                        // What a shell sets by itself.
                                        || line.matches("(PWD|SHLVL|_|OLDPWD)=.*"));
    }

    @Test
    void arguments_reach_it_as_they_are_without_a_shell() throws Exception {
        HookCall call =
                new HookCall(
                        hook(List.of("/bin/echo", "$(id)", "a b"), Map.of(), Optional.empty()));

        assertThat(call.call(WHAT)).endsWith("ended with 0: $(id) a b");
    }

    @Test
    void any_other_code_means_that_it_is_not_done() throws IOException {
        HookCall call = program("echo no power switch here; exit 3", "");

        assertThatThrownBy(() -> call.call(WHAT))
                .isInstanceOf(RunFailed.class)
                .hasMessageEndingWith("ended with 3, not 0: no power switch here");
    }

    @Test
    void one_that_hangs_is_ended_with_its_children_and_means_that_it_is_not_done()
            throws Exception {
        Path child = folder.resolve("child");
        HookCall call = program("/bin/sleep 1000 & echo $! > '%s'; wait".formatted(child), "");

        assertThatThrownBy(() -> call.call(WHAT))
                .isInstanceOf(RunFailed.class)
                .hasMessageEndingWith("did not end within 700 ms");

        long pid = Long.parseLong(Files.readString(child).strip());
        ProcessHandle.of(pid).ifPresent(left -> left.onExit().join());
        assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
    }

    @Test
    void a_program_that_is_not_there_means_that_it_is_not_done() {
        HookCall call =
                new HookCall(hook(List.of(folder + "/nothing"), Map.of(), Optional.empty()));

        assertThatThrownBy(() -> call.call(WHAT))
                .isInstanceOf(RunFailed.class)
                .hasMessageContaining("can't be started");
    }

    @Test
    void an_address_is_told_by_json_and_200_means_that_it_is_done() throws Exception {
        AtomicReference<String> heard = new AtomicReference<>();
        try (Answering server = new Answering(200, "off", heard)) {
            assertThat(
                            new HookCall(hook(List.of(), Map.of(), Optional.of(server.uri())))
                                    .call(WHAT))
                    .isEqualTo("the hook at 127.0.0.1 answered 200: off");
        }
        assertThat(heard.get())
                .startsWith("Bearer secret")
                .contains("\"act\":\"fence\"", "\"provider\":\"one\"", "\"epoch\":\"8\"");
    }

    @Test
    void any_other_answer_means_that_it_is_not_done_also_another_2xx() throws Exception {
        try (Answering server = new Answering(202, "soon", new AtomicReference<>())) {
            HookCall call = new HookCall(hook(List.of(), Map.of(), Optional.of(server.uri())));
            assertThatThrownBy(() -> call.call(WHAT))
                    .isInstanceOf(RunFailed.class)
                    .hasMessage("the hook at 127.0.0.1 answered 202, not 200: soon");
        }
    }

    @Test
    void an_answer_that_never_ends_counts_by_its_status() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(task -> Thread.ofVirtual().start(task));
        server.createContext(
                "/",
                exchange -> {
                    exchange.sendResponseHeaders(200, 0);
                    exchange.getResponseBody().write("off".getBytes(StandardCharsets.UTF_8));
                    exchange.getResponseBody().flush();
                    try {
                        end.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
        server.start();
        try {
            URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
            HookCall call = new HookCall(hook(List.of(), Map.of(), Optional.of(uri)));

            assertThat(call.call(WHAT)).isEqualTo("the hook at 127.0.0.1 answered 200");
        } finally {
            end.countDown();
            server.stop(0);
        }
    }

    @Test
    void silence_means_that_it_is_not_done() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            HookCall call =
                    new HookCall(
                            hook(
                                    List.of(),
                                    Map.of(),
                                    Optional.of(
                                            URI.create(
                                                    "http://127.0.0.1:" + silent.getLocalPort()))));
            assertThatThrownBy(() -> call.call(WHAT))
                    .isInstanceOf(RunFailed.class)
                    .hasMessageContaining("gave no answer within 700 ms");
        }
    }

    /** A server with one answer. */
    private static final class Answering implements AutoCloseable {
        private final HttpServer server;

        Answering(int status, String body, AtomicReference<String> heard) throws IOException {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext(
                    "/",
                    exchange -> {
                        heard.set(
                                exchange.getRequestHeaders().getFirst("Authorization")
                                        + new String(
                                                exchange.getRequestBody().readAllBytes(),
                                                StandardCharsets.UTF_8));
                        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
                        exchange.sendResponseHeaders(status, bytes.length);
                        exchange.getResponseBody().write(bytes);
                        exchange.close();
                    });
            server.start();
        }

        URI uri() {
            return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/fence");
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }

    private HookCall program(String script, String variable) throws IOException {
        Path file = folder.resolve("hook");
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        return new HookCall(
                hook(
                        List.of(file.toString()),
                        variable.isEmpty()
                                ? Map.of()
                                : Map.of(variable.split("=")[0], variable.split("=")[1]),
                        Optional.empty()));
    }

    private static Hook hook(
            List<String> command, Map<String, String> environment, Optional<URI> url) {
        return new Hook(
                command,
                environment,
                url,
                url.map(_ -> Secret.of("secret")),
                Duration.ofMillis(700));
    }
}
