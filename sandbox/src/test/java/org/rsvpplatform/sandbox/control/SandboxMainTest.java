package org.rsvpplatform.sandbox.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.rsvpplatform.sandbox.SandboxMain;
import org.rsvpplatform.sandbox.process.Account;
import org.rsvpplatform.sandbox.process.Command;

/** The sandbox as a process of its own, as {@code ./rsvp up} runs it. */
class SandboxMainTest {
    private static final Duration START = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Process> started = new ArrayList<>();
    private String classPath = System.getProperty("java.class.path");
    private Path parent;

    @BeforeEach
    void makeDirectory() throws IOException {
        parent = Files.createTempDirectory("rsvp-sandbox-main");
        Files.setPosixFilePermissions(parent, PosixFilePermissions.fromString("rwxrwxrwx"));
    }

    @AfterEach
    void endAll() throws Exception {
        http.close();
        for (Process process : started) {
            process.destroy();
            process.waitFor(30, TimeUnit.SECONDS);
            process.destroyForcibly();
        }
        Command.run(List.of("rm", "-rf", parent.toString()), START);
    }

    @Test
    void breaks_and_heals_by_http() throws Exception {
        Path home = parent.resolve("s");
        start(home, List.of());
        JsonNode sandbox = JSON.readTree(home.resolve("sandbox.json").toFile());

        assertThat(post(sandbox, "/break", "{\"provider\":\"postgresql\",\"fault\":\"kill\"}"))
                .isEqualTo("200 {\"provider\":\"postgresql\",\"fault\":\"kill\"}");
        assertThat(get(sandbox, "/processes").get(0).get("pid").asLong()).isZero();
        assertThat(post(sandbox, "/heal", "{}")).startsWith("200");
        assertThat(get(sandbox, "/processes").get(0).get("pid").asLong()).isPositive();
        assertThat(post(sandbox, "/break", "{\"provider\":\"postgres\",\"fault\":\"kill\"}"))
                .startsWith("400")
                .contains("did you mean 'postgresql'?");
        assertThat(request(sandbox, "/state", "wrong").statusCode()).isEqualTo(401);
        assertThat(post(sandbox, "/stop", "{}")).startsWith("200");
        assertThat(started.getFirst().waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(home).doesNotExist();
    }

    @Tag("full")
    @Test
    void mariadb_runs_when_it_is_asked_for() throws Exception {
        Path home = parent.resolve("s");
        start(home, List.of());
        JsonNode sandbox = JSON.readTree(home.resolve("sandbox.json").toFile());
        assertThat(sandbox.at("/env/RSVP_SANDBOX_MYSQL").asText())
                .matches("mysql://rsvp:\\w+@127\\.0\\.0\\.1:\\d+/rsvp");
        assertThat(sandbox.at("/env/RSVP_SANDBOX_BACKUP_MYSQL_ADMIN").asText())
                .startsWith("mysql://admin:");
        assertThat(get(sandbox, "/processes").findValuesAsText("name"))
                .containsSubsequence("postgresql", "backup-postgresql", "mysql", "backup-mysql");
        assertThat(post(sandbox, "/break", "{\"provider\":\"mysql\",\"fault\":\"kill\"}"))
                .startsWith("200");
        assertThat(post(sandbox, "/heal", "{\"provider\":\"mysql\"}"))
                .isEqualTo("200 [\"mysql\",\"backup-mysql\"]");
    }

    @Tag("full")
    @Test
    void where_failovers_begin_by_themselves_both_mariadb_servers_start_read_only()
            throws Exception {
        Path home = parent.resolve("s");
        start(home, List.of(), "--failover=on");
        for (String server : List.of("mysql", "backup-mysql")) {
            assertThat(home.resolve("servers").resolve(server).resolve("server.cnf"))
                    .content()
                    .contains("read_only = ON");
        }
    }

    @Test
    void files_with_secrets_are_private() throws Exception {
        Path home = parent.resolve("s");
        start(home, List.of());
        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(home.resolve("sandbox.json"))))
                .isEqualTo("rw-------");
        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(home.resolve("secrets/postgresql"))))
                .isEqualTo("rw-------");
    }

    @Test
    void kill_9_leaves_no_process_and_no_directory() throws Exception {
        Path home = parent.resolve("s");
        Process process = start(home, List.of());
        List<Long> pids = pids(home);
        process.destroyForcibly().waitFor();
        assertGone(home, pids);
    }

    @Tag("full")
    @Test
    void kill_9_leaves_nothing_of_a_frozen_server_either() throws Exception {
        Path home = parent.resolve("s");
        Process process = start(home, List.of());
        JsonNode sandbox = JSON.readTree(home.resolve("sandbox.json").toFile());
        List<Long> pids = pids(home);
        post(sandbox, "/break", "{\"provider\":\"postgresql\",\"fault\":\"freeze\"}");
        post(sandbox, "/break", "{\"provider\":\"mysql\",\"fault\":\"freeze\"}");
        process.destroyForcibly().waitFor();
        assertGone(home, pids);
    }

    @Tag("full")
    @Test
    void two_sandboxes_run_side_by_side_and_sigterm_ends_them() throws Exception {
        Path one = parent.resolve("one");
        Path two = parent.resolve("two");
        start(one, List.of());
        start(two, List.of());
        List<Long> pids = new ArrayList<>(pids(one));
        pids.addAll(pids(two));
        started.forEach(Process::destroy);
        assertGone(one, pids);
        assertGone(two, pids);
    }

    @Test
    void a_tied_sandbox_ends_with_its_standard_input() throws Exception {
        Path home = parent.resolve("s");
        Process process = start(home, List.of("env", "RSVP_SANDBOX_TIED=1"));
        List<Long> pids = pids(home);
        process.getOutputStream().close();
        assertGone(home, pids);
    }

    @Tag("full")
    @Test
    void runs_as_an_ordinary_user_with_small_disks() throws Exception {
        assumeTrue(Account.forServers().switched(), "only root can become another user");
        Path home = parent.resolve("s");
        classPath = readableClassPath();
        start(home, List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--"));
        JsonNode sandbox = JSON.readTree(home.resolve("sandbox.json").toFile());
        List<Long> pids = pids(home);
        for (String fault : List.of("disk-full", "wal-full", "corrupt", "out-of-memory")) {
            for (String provider : List.of("postgresql", "mysql")) {
                String body = "{\"provider\":\"%s\",\"fault\":\"%s\"}".formatted(provider, fault);
                assertThat(post(sandbox, "/break", body)).as(body).startsWith("200");
            }
            assertThat(post(sandbox, "/heal", "{}")).startsWith("200");
        }
        started.getFirst().destroyForcibly().waitFor();
        assertGone(home, pids);
    }

    @Tag("full")
    @Test
    void as_root_with_nothing_made_yet_it_starts_below_a_directory_that_others_may_not_enter()
            throws Exception {
        assumeTrue(Account.forServers().switched(), "only root's servers have another account");
        Path closed = Files.createDirectory(parent.resolve("closed"));
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
        Path home = closed.resolve("s");
        Process process =
                start(home, List.of("env", "RSVP_SANDBOX_CACHE=" + parent.resolve("cache")));
        Path servers =
                Path.of(
                                JSON.readTree(home.resolve("sandbox.json").toFile())
                                        .at("/processes/0/dataDirectory")
                                        .asText())
                        .getParent();
        List<Long> pids = pids(home);
        process.destroy();
        assertGone(home, pids);
        assertThat(servers.getParent()).doesNotExist();
    }

    private Process start(Path home, List<String> prefix, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        classPath,
                        SandboxMain.class.getName(),
                        "--directory=" + home));
        command.addAll(List.of(arguments));
        Path output = Files.createTempFile("rsvp-sandbox-main", ".out");
        output.toFile().deleteOnExit();
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        started.add(process);
        try {
            await().atMost(START)
                    .until(() -> Files.exists(home.resolve("sandbox.json")) || !process.isAlive());
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(whereItStands(process, output), e);
        }
        assertThat(home.resolve("sandbox.json")).as(Files.readString(output)).exists();
        return process;
    }

    /** What it said, and what its threads do. */
    private static String whereItStands(Process process, Path output) throws IOException {
        Command.run(List.of("kill", "-QUIT", Long.toString(process.pid())), START);
        await().atMost(START).until(() -> Files.readString(output).contains("JNI global refs"));
        return Files.readString(output);
    }

    /** A copy of what is on the class path, for a user who may not read the original. */
    private String readableClassPath() throws IOException {
        Path copies = Files.createDirectory(parent.resolve("classpath"));
        List<String> entries = new ArrayList<>();
        for (String entry : classPath.split(File.pathSeparator)) {
            if (Files.exists(Path.of(entry))) {
                Path copy = copies.resolve(entries.size() + "-" + Path.of(entry).getFileName());
                Command.run(List.of("cp", "-r", entry, copy.toString()), START);
                entries.add(copy.toString());
            }
        }
        Command.run(List.of("chmod", "-R", "a+rX", copies.toString()), START);
        return String.join(File.pathSeparator, entries);
    }

    private List<Long> pids(Path home) throws IOException {
        List<Long> pids = new ArrayList<>();
        JSON.readTree(home.resolve("sandbox.json").toFile())
                .get("processes")
                .forEach(process -> pids.add(process.get("pid").asLong()));
        assertThat(pids).doesNotContain(0L);
        return pids;
    }

    private static void assertGone(Path home, List<Long> pids) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> {
                            assertThat(pids).noneMatch(SandboxMainTest::alive);
                            assertThat(home).doesNotExist();
                            assertThat(Files.readString(Path.of("/proc/mounts")))
                                    .doesNotContain(home.toString());
                        });
    }

    private static boolean alive(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return !stat.contains(") Z ");
        } catch (IOException e) {
            return false;
        }
    }

    private JsonNode get(JsonNode sandbox, String path) throws Exception {
        String token = sandbox.at("/control/token").asText();
        return JSON.readTree(request(sandbox, path, token).body());
    }

    private HttpResponse<String> request(JsonNode sandbox, String path, String token)
            throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create(sandbox.at("/control/url").asText() + path))
                        .header("Authorization", "Bearer " + token)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private String post(JsonNode sandbox, String path, String body) throws Exception {
        HttpResponse<String> response =
                http.send(
                        HttpRequest.newBuilder(
                                        URI.create(sandbox.at("/control/url").asText() + path))
                                .header(
                                        "Authorization",
                                        "Bearer " + sandbox.at("/control/token").asText())
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        return response.statusCode() + " " + response.body();
    }
}
