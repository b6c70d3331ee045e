package org.rsvpplatform.kit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rsvpplatform.kit.store.Condition.Failed;
import org.rsvpplatform.kit.store.Condition.Failure;

class StoreTest {

    @TempDir Path folder;

    @Test
    void what_was_written_is_there_after_reopening_and_only_its_owner_may_read_it()
            throws IOException {
        Path file = folder.resolve("new/folders/store.db");
        try (Store store = Store.open(file)) {
            save(store, "1");
        }
        try (Store store = Store.open(file)) {
            assertThat(new RunTable(store).find("1")).isPresent();
            assertThat(store.condition().isHealthy()).isTrue();
            for (String name : new String[] {"store.db", "store.db-wal", "store.db.lock"}) {
                assertThat(Files.getPosixFilePermissions(file.resolveSibling(name)))
                        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
            }
        }
    }

    @Test
    void every_commit_is_synchronised_and_space_can_be_given_back() {
        try (Store store = open()) {
            assertThat(store.<String>write(c -> pragma(c, "synchronous"))).isEqualTo("2");
            assertThat(store.<String>read(c -> pragma(c, "journal_mode"))).isEqualTo("wal");
            assertThat(store.<String>read(c -> pragma(c, "auto_vacuum"))).isEqualTo("2");
        }
    }

    @Test
    void a_transaction_that_throws_leaves_nothing() {
        try (Store store = open()) {
            assertThatThrownBy(
                            () ->
                                    store.write(
                                            c -> {
                                                execute(
                                                        c,
                                                        "INSERT INTO space_trial VALUES (x'00')");
                                                throw new IllegalArgumentException("on purpose");
                                            }))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(store.<String>read(c -> one(c, "SELECT count(*) FROM space_trial")))
                    .isEqualTo("0");
            save(store, "still writable");
        }
    }

    @Test
    void even_an_error_ends_its_transaction() {
        try (Store store = open()) {
            assertThatThrownBy(
                            () ->
                                    store.write(
                                            c -> {
                                                execute(
                                                        c,
                                                        "INSERT INTO space_trial VALUES (x'00')");
                                                throw new StackOverflowError();
                                            }))
                    .isInstanceOf(StackOverflowError.class);
            save(store, "still writable");
            assertThat(store.<String>read(c -> one(c, "SELECT count(*) FROM space_trial")))
                    .isEqualTo("0");
        }
    }

    @Test
    void a_reader_that_comes_back_after_the_end_is_closed() throws Exception {
        Connections connections = Connections.open(Files.createFile(folder.resolve("one.db")));
        Connection reader = connections.borrowReader();

        connections.close();
        connections.returnReader(reader);

        assertThat(reader.isClosed()).isTrue();
    }

    @Test
    void a_reader_can_not_write() {
        try (Store store = open()) {
            assertThatThrownBy(() -> store.read(c -> execute(c, "DELETE FROM run")))
                    .isInstanceOf(StoreUnavailable.class);
        }
    }

    @Test
    void more_readers_than_connections_wait_for_each_other() throws Exception {
        int many = Connections.READERS * 4;
        CountDownLatch started = new CountDownLatch(Connections.READERS);
        try (Store store = open();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var reads =
                    IntStream.range(0, many)
                            .<Future<String>>mapToObj(
                                    i ->
                                            threads.submit(
                                                    () ->
                                                            store.read(
                                                                    c -> {
                                                                        started.countDown();
                                                                        return one(c, "SELECT 1");
                                                                    })))
                            .toList();
            started.await();
            for (Future<String> read : reads) {
                assertThat(read.get()).isEqualTo("1");
            }
        }
    }

    @Test
    void a_second_open_in_this_process_is_refused_and_harms_the_first_not() {
        try (Store store = open()) {
            assertThatThrownBy(this::open)
                    .isInstanceOf(StoreInUse.class)
                    .hasMessageContainingAll(
                            folder.resolve("store.db").toString(),
                            String.valueOf(ProcessHandle.current().pid()));
            save(store, "1");
        }
        open().close();
    }

    @Test
    void a_second_process_is_refused_with_the_file_and_the_holders_pid() throws Exception {
        try (Store store = open()) {
            // The same file again and again: looking who holds it must not give up the lock.
            for (int i = 0; i < 2; i++) {
                ChildProcess second =
                        ChildProcess.start(OpenStore.class, folder.resolve("store.db").toString());
                assertThat(second.outputUntilItEnds())
                        .contains(
                                "the store "
                                        + folder.resolve("store.db")
                                        + " is in use by process "
                                        + ProcessHandle.current().pid()
                                        + ";");
            }
            save(store, "1");
        }
        ChildProcess third =
                ChildProcess.start(OpenStore.class, folder.resolve("store.db").toString());
        assertThat(third.outputUntilItEnds()).contains("healthy");
    }

    /** Opens the store and says how it went. */
    static final class OpenStore {
        private OpenStore() {}

        public static void main(String[] arguments) {
            try (Store store = Store.open(Path.of(arguments[0]))) {
                ChildProcess.say(
                        store.condition().isHealthy() ? "healthy" : store.condition().toString());
            } catch (StoreInUse e) {
                ChildProcess.say(e.getMessage());
            }
        }
    }

    @Test
    void a_full_store_says_so_still_reads_and_goes_on_when_there_is_space() {
        try (Store store = open()) {
            save(store, "before");
            long pages = Long.parseLong(store.<String>write(c -> one(c, "PRAGMA page_count")));
            store.write(c -> execute(c, "PRAGMA max_page_count = " + (pages + 4)));

            assertThatThrownBy(() -> fill(store))
                    .isInstanceOf(StoreUnavailable.class)
                    .hasMessageContaining("no space is left for the store")
                    .extracting(e -> ((StoreUnavailable) e).hint())
                    .asString()
                    .contains("free space");
            assertThat(failure(store)).isEqualTo(Failure.FULL);
            assertThat(new RunTable(store).find("before")).isPresent();
            assertThat(store.check().isHealthy()).as("still full").isFalse();

            store.write(c -> execute(c, "PRAGMA max_page_count = 100000"));
            assertThat(store.check().isHealthy()).isTrue();
            save(store, "after");
        }
    }

    @Test
    void a_damaged_header_at_the_start_is_a_condition_and_the_file_is_left_as_it_is()
            throws IOException {
        Path file = folder.resolve("store.db");
        byte[] rubbish =
                "this is not a database, but it was there first. "
                        .repeat(200)
                        .getBytes(StandardCharsets.UTF_8);
        Files.write(file, rubbish);

        try (Store store = Store.open(file)) {
            assertThat(failure(store)).isEqualTo(Failure.DAMAGED);
            assertThatThrownBy(() -> save(store, "1"))
                    .isInstanceOf(StoreUnavailable.class)
                    .hasMessageContaining(file + " is damaged");
            assertThat(store.check().isHealthy()).isFalse();
            assertThat(store.check().isHealthy()).isFalse();
            assertThat(Files.readAllBytes(file)).isEqualTo(rubbish);

            Files.move(file, folder.resolve("kept.db"));
            assertThat(store.check().isHealthy()).as("a new one in its place").isTrue();
            save(store, "1");
        }
    }

    @Test
    void broken_pages_are_noticed_when_they_are_read_and_nothing_is_written_from_then_on()
            throws IOException {
        Path file = folder.resolve("store.db");
        try (Store store = open()) {
            fill(store, 50);
        }
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            for (long page = 4096L * 2; page < bytes.length(); page += 4096) {
                bytes.seek(page);
                bytes.write(new byte[] {99, 99, 99, 99, 99, 99, 99, 99});
            }
        }
        byte[] damaged = Files.readAllBytes(file);
        Store store = Store.open(file);
        try (store) {
            assertThatThrownBy(() -> new RunTable(store).list(100, null))
                    .isInstanceOf(StoreUnavailable.class);
            assertThat(failure(store)).isEqualTo(Failure.DAMAGED);
            assertThatThrownBy(() -> save(store, "1")).isInstanceOf(StoreUnavailable.class);
            store.check();
        }
        assertThat(Arrays.mismatch(Files.readAllBytes(file), damaged))
                .as("first changed byte")
                .isEqualTo(-1);
    }

    @Test
    void a_file_that_is_removed_while_in_use_is_noticed() throws IOException {
        try (Store store = open()) {
            save(store, "1");
            Files.delete(store.file());

            assertThat(store.check()).isInstanceOf(Failed.class);
            assertThatThrownBy(() -> save(store, "2"))
                    .isInstanceOf(StoreUnavailable.class)
                    .hasMessageContaining("removed or replaced");
        }
    }

    @Test
    void a_store_of_a_newer_release_is_left_alone() {
        try (Store store = open()) {
            store.write(c -> execute(c, "PRAGMA user_version = 999"));
        }
        try (Store store = open()) {
            assertThat(store.condition().toString()).contains("newer release", "version 999");
        }
    }

    @Test
    void a_store_that_can_not_be_made_does_not_stop_the_start_and_comes_later() throws IOException {
        Path blocking = Files.writeString(folder.resolve("file"), "in the way");
        try (Store store = Store.open(blocking.resolve("store.db"))) {
            assertThat(failure(store)).isEqualTo(Failure.NOT_OPEN);
            Files.delete(blocking);

            assertThat(store.check().isHealthy()).isTrue();
            save(store, "1");
        }
    }

    private Store open() {
        return Store.open(folder.resolve("store.db"));
    }

    private static void save(Store store, String id) {
        new RunTable(store)
                .save(new StoredRun(id, "db:reconnect", "running", Instant.EPOCH, null, "{}"));
    }

    private static void fill(Store store) {
        fill(store, 1000);
    }

    private static void fill(Store store, int runs) {
        RunTable table = new RunTable(store);
        for (int i = 0; i < runs; i++) {
            table.save(
                    new StoredRun("r" + i, "c", "running", Instant.EPOCH, null, "x".repeat(2000)));
        }
    }

    private static Failure failure(Store store) {
        return ((Failed) store.condition()).failure();
    }

    private static String pragma(Connection connection, String name) throws SQLException {
        return one(connection, "PRAGMA " + name);
    }

    private static String one(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? rows.getString(1) : null;
        }
    }

    private static boolean execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.execute(sql);
        }
    }
}
