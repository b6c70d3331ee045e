package org.rsvpplatform.endtoend;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Two PostgreSQL servers in the hands of Patroni and an etcd of their own, for comparison: the peer
 * that most operators have. Source: Patroni's documentation, "YAML Configuration Settings" and
 * "Patroni REST API".
 */
final class PatroniCluster implements AutoCloseable {
    private static final Path PATRONI = Path.of("/usr/bin/patroni");
    private static final Path ETCD = Path.of("/usr/bin/etcd");

    /** Where Debian has them, a folder each version. */
    private static final Path SERVERS = Path.of("/usr/lib/postgresql");

    /** Of PostgreSQL's programs, those that Patroni runs. */
    private static final List<String> PROGRAMS =
            List.of("postgres", "initdb", "pg_ctl", "pg_controldata", "pg_basebackup", "pg_rewind");

    private static final Duration BEGINS = Duration.ofSeconds(120);
    private static final Duration ANSWER = Duration.ofSeconds(1);
    private static final Duration POLL = Duration.ofMillis(10);

    /** Lines of a log that tell why it is not well. */
    private static final int LAST_WORDS = 40;

    private static final List<String> NODES = List.of("patroni1", "patroni2");

    private final Timing timing;
    private final Path folder;
    private final String password = UUID.randomUUID().toString();
    private final HttpClient http = HttpClient.newBuilder().connectTimeout(ANSWER).build();
    private final AtomicReference<String> leader = new AtomicReference<>("");
    private final CountDownLatch over = new CountDownLatch(1);
    private final List<Node> nodes = new ArrayList<>();
    private final int etcdPort;
    private final Process etcd;

    /**
     * How quick it is to be. Patroni wants {@code loop_wait + 2 * retry_timeout <= ttl}.
     *
     * @param ttl seconds after which a leader that says nothing is none
     */
    record Timing(String told, int ttl, int loopWait, int retryTimeout) {
        static final Timing DEFAULTS = new Timing("defaults", 30, 10, 10);
        static final Timing TUNED = new Timing("tuned", 20, 2, 9);
    }

    private static final class Node {
        private final String name;
        private final Path home;
        private final int port;
        private final int api;
        private Process agent;

        Node(String name, Path home, int port, int api) {
            this.name = name;
            this.home = home;
            this.port = port;
            this.api = api;
        }
    }

    static boolean isInstalled() {
        return Files.isExecutable(PATRONI)
                && Files.isExecutable(ETCD)
                && !binaries(SERVERS).isEmpty();
    }

    /** Folders with all programs that Patroni runs, of the newest version last. */
    private static List<Path> binaries(Path servers) {
        if (!Files.isDirectory(servers)) {
            return List.of();
        }
        try (Stream<Path> versions = Files.list(servers)) {
            return versions.filter(version -> version.getFileName().toString().matches("\\d{2}"))
                    .sorted()
                    .map(version -> version.resolve("bin"))
                    .filter(
                            bin ->
                                    PROGRAMS.stream()
                                            .map(bin::resolve)
                                            .allMatch(Files::isExecutable))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An etcd without nodes. */
    PatroniCluster(Timing timing) {
        this.timing = timing;
        try {
            folder = Files.createTempDirectory("rsvp-patroni");
            own(folder);
            etcdPort = freePort();
            etcd = etcd(etcdPort, freePort());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns when both nodes run, and commits wait for the standby. */
    void begin() {
        try {
            for (String name : NODES) {
                Node node = new Node(name, folder.resolve(name), freePort(), freePort());
                Files.createDirectory(node.home);
                Files.writeString(node.home.resolve("patroni.yml"), configuration(node));
                own(node.home);
                start(node);
                nodes.add(node);
                Thread.ofVirtual().name("leader of " + name).start(() -> follow(node));
                await().atMost(BEGINS).until(() -> !leader.get().isEmpty());
            }
            awaitWell();
            try (Connection session = admin(leader()).connect();
                    Statement statement = session.createStatement()) {
                statement.execute("CREATE ROLE rsvp LOGIN PASSWORD '%s'".formatted(password));
                statement.execute("GRANT ALL ON SCHEMA public TO rsvp");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Process etcd(int clients, int peers) throws IOException {
        String client = "http://127.0.0.1:" + clients;
        String peer = "http://127.0.0.1:" + peers;
        return began(
                folder,
                "etcd",
                List.of(
                        ETCD.toString(),
                        "--data-dir=" + folder.resolve("etcd"),
                        "--listen-client-urls=" + client,
                        "--advertise-client-urls=" + client,
                        "--listen-peer-urls=" + peer,
                        "--initial-advertise-peer-urls=" + peer,
                        "--initial-cluster=default=" + peer));
    }

    private String configuration(Node node) {
        return """
        scope: bench
        name: %1$s
        restapi: { listen: '127.0.0.1:%2$d', connect_address: '127.0.0.1:%2$d' }
        etcd3: { host: '127.0.0.1:%3$d' }
        bootstrap:
          dcs:
            ttl: %4$d
            loop_wait: %5$d
            retry_timeout: %6$d
            synchronous_mode: true
            postgresql:
              use_pg_rewind: true
              parameters: { max_connections: 100, wal_log_hints: 'on' }
          initdb: [ { encoding: UTF8 }, no-locale, data-checksums ]
          pg_hba:
            - host replication all 127.0.0.1/32 md5
            - host all all 127.0.0.1/32 md5
        postgresql:
          listen: '127.0.0.1:%7$d'
          connect_address: '127.0.0.1:%7$d'
          data_dir: '%8$s/data'
          bin_dir: '%9$s'
          pgpass: '%8$s/pgpass'
          authentication:
            superuser: { username: postgres, password: '%10$s' }
            replication: { username: replicator, password: '%10$s' }
          parameters: { unix_socket_directories: '%8$s' }
        """
                .formatted(
                        node.name,
                        node.api,
                        etcdPort,
                        timing.ttl(),
                        timing.loopWait(),
                        timing.retryTimeout(),
                        node.port,
                        node.home,
                        binaries(SERVERS).getLast(),
                        password);
    }

    private void start(Node node) throws IOException {
        node.agent =
                began(
                        node.home,
                        "patroni",
                        List.of(PATRONI.toString(), node.home.resolve("patroni.yml").toString()));
    }

    /** PostgreSQL refuses to run as root. */
    private static Process began(Path folder, String name, List<String> command)
            throws IOException {
        List<String> line = new ArrayList<>();
        if (isRoot()) {
            line.addAll(
                    List.of(
                            "setpriv",
                            "--reuid=nobody",
                            "--regid=nogroup",
                            "--clear-groups",
                            "--"));
        }
        line.addAll(command);
        return new ProcessBuilder(line)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve(name + ".log").toFile()))
                .start();
    }

    private static boolean isRoot() throws IOException {
        return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    }

    private static void own(Path path) throws IOException {
        if (isRoot()) {
            try (Stream<Path> all = Files.walk(path)) {
                for (Path one : all.toList()) {
                    Files.setOwner(
                            one,
                            one.getFileSystem()
                                    .getUserPrincipalLookupService()
                                    .lookupPrincipalByName("nobody"));
                }
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private void follow(Node node) {
        try {
            do {
                if (answer("GET", node, "/leader", "") == 200) {
                    leader.set(node.name);
                }
            } while (!over.await(POLL.toNanos(), TimeUnit.NANOSECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private int answer(String method, Node node, String path, String body) {
        try {
            return asked(method, node, path, body).statusCode();
        } catch (IOException e) {
            return 0; // it does not answer
        }
    }

    private HttpResponse<String> asked(String method, Node node, String path, String body)
            throws IOException {
        try {
            return http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node.api + path))
                            .timeout(method.equals("GET") ? ANSWER : BEGINS)
                            .header("Content-Type", "application/json")
                            .method(method, HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /** Who holds the leader's key, as clients ask for it. */
    String leader() {
        return leader.get();
    }

    /** How programs log in at a node. */
    DatabaseUrl program(String node) {
        return url("rsvp", node);
    }

    DatabaseUrl admin(String node) {
        return url("postgres", node);
    }

    private DatabaseUrl url(String user, String node) {
        return DatabaseUrl.of(
                "postgresql://%s:%s@127.0.0.1:%d/postgres"
                        .formatted(user, password, named(node).port));
    }

    private Node named(String name) {
        return nodes.stream().filter(node -> node.name.equals(name)).findFirst().orElseThrow();
    }

    /** The postmaster is killed; the agent lives on and sees it. */
    void killPostmaster(String node) {
        signal("KILL", List.of(postmaster(named(node))));
    }

    /** Server and agent are frozen: nothing of the node answers. */
    void freeze(String node) {
        signal("STOP", processes(named(node)));
    }

    void switchOver() {
        String other = NODES.get(1 - NODES.indexOf(leader()));
        Node node = named(leader());
        String body = "{\"leader\":\"%s\",\"candidate\":\"%s\"}".formatted(node.name, other);
        Thread.ofVirtual().start(() -> answer("POST", node, "/switchover", body));
    }

    /**
     * Begins anew what was frozen, or is in its own way, and waits until all is well: commits that
     * wait for a standby keep the memory of a server whose postmaster is gone, and Patroni can't
     * start it again.
     */
    void heal(String broken) {
        Node node = named(broken);
        signal("KILL", processes(node));
        await().atMost(BEGINS).until(() -> !node.agent.isAlive());
        try {
            start(node);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        awaitWell();
    }

    /** Both run, and the one waits for the other. */
    void awaitWell() {
        try {
            await().atMost(BEGINS).pollInterval(Duration.ofMillis(200)).until(this::isWell);
        } catch (ConditionTimeoutException e) {
            throw new IllegalStateException(
                    nodes.stream().map(PatroniCluster::lastWords).collect(Collectors.joining("\n")),
                    e);
        }
    }

    private static String lastWords(Node node) {
        try {
            List<String> log = Files.readAllLines(node.home.resolve("patroni.log"));
            return node.name
                    + ":\n"
                    + String.join(
                            "\n", log.subList(Math.max(0, log.size() - LAST_WORDS), log.size()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isWell() {
        try {
            boolean synchronous = false;
            JsonNode members =
                    Suite.JSON
                            .readTree(asked("GET", named(leader()), "/cluster", "").body())
                            .path("members");
            for (JsonNode member : members) {
                synchronous |=
                        member.path("role").asText().equals("sync_standby")
                                && List.of("running", "streaming")
                                        .contains(member.path("state").asText());
            }
            return synchronous && members.size() == NODES.size();
        } catch (IOException e) {
            return false;
        }
    }

    private static long postmaster(Node node) {
        try {
            return Long.parseLong(
                    Files.readAllLines(node.home.resolve("data/postmaster.pid")).getFirst());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The agent's, and the server's: those of a postmaster that is gone live on in its data. */
    private static List<Long> processes(Node node) {
        Stream<Long> agent =
                Stream.concat(Stream.of(node.agent.toHandle()), node.agent.descendants())
                        .map(ProcessHandle::pid);
        Stream<Long> server =
                ProcessHandle.allProcesses()
                        .map(ProcessHandle::pid)
                        .filter(pid -> worksIn(pid, node.home.resolve("data")));
        return Stream.concat(agent, server).distinct().toList();
    }

    private static boolean worksIn(long pid, Path folder) {
        try {
            return Files.readSymbolicLink(Path.of("/proc/" + pid + "/cwd")).equals(folder);
        } catch (IOException e) {
            return false; // it has ended, or is somebody else's
        }
    }

    private static void signal(String name, List<Long> pids) {
        try {
            List<String> command = new ArrayList<>(List.of("kill", "-" + name));
            pids.forEach(pid -> command.add(Long.toString(pid)));
            new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        over.countDown();
        nodes.forEach(node -> signal("KILL", processes(node)));
        etcd.destroyForcibly();
        await().atMost(BEGINS)
                .until(() -> !etcd.isAlive() && nodes.stream().noneMatch(n -> n.agent.isAlive()));
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
