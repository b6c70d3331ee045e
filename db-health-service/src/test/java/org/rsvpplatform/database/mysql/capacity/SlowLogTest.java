package org.rsvpplatform.database.mysql.capacity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rsvpplatform.database.capacity.Statements;

/** A log as MariaDB and MySQL write it, and what happens to such files. */
class SlowLogTest {
    private static final String HEAD =
            """
            /usr/sbin/mariadbd, Version: 10.11.14-MariaDB-deb12-log (Debian 12). started with:
            Tcp port: 3306  Unix socket: /run/mysqld/mysqld.sock
            Time\t\t    Id Command\tArgument
            """;

    private static final String MARIADB =
            """
            # Time: 261126 16:00:00
            # User@Host: rsvp[rsvp] @  [127.0.0.1]
            # Thread_id: 12  Schema: rsvp  QC_hit: No
            # Query_time: 1.500000  Lock_time: 0.000012  Rows_sent: 1  Rows_examined: 0
            # Rows_affected: 0  Bytes_sent: 66
            use `rsvp`;
            SET timestamp=1795670308;
            SELECT *
            # not a header
            FROM users WHERE email = 'a secret';
            """;

    private static final String MYSQL =
            """
            # Time: 2026-11-26T16:00:01.000001Z
            # User@Host: rsvp[rsvp] @ localhost []  Id:     9
            # Query_time: 2.500000  Lock_time: 0.000000 Rows_sent: 1  Rows_examined: 0
            SET timestamp=1795670310;
            SELECT * FROM users WHERE email = 'another';
            """;

    private static final String ELSEWHERE =
            """
            # User@Host: shop[shop] @  [127.0.0.1]
            # Thread_id: 13  Schema: shop  QC_hit: No
            # Query_time: 9.000000  Lock_time: 0.000000  Rows_sent: 1  Rows_examined: 0
            SET timestamp=1795670311;
            SELECT 1;
            """;

    @TempDir Path folder;
    private Path file;
    private SlowLog log;

    @BeforeEach
    void isThere() throws IOException {
        file = folder.resolve("slow.log");
        Files.writeString(file, HEAD + MARIADB);
        log = new SlowLog("rsvp");
        assertThat(log.read(file).counted()).as("what was there before").isEmpty();
    }

    @Test
    void statements_are_counted_by_what_they_have_in_common() throws IOException {
        append(MARIADB + ELSEWHERE + MYSQL + HEAD);

        Statements.Counted one = only(log.read(file));
        assertThat(one.text()).isEqualTo("SELECT * FROM users WHERE email = ?");
        assertThat(one.calls()).isEqualTo(2);
        assertThat(one.totalMillis()).isEqualTo(4000);

        append(MARIADB);
        assertThat(only(log.read(file)).calls()).isEqualTo(3);
        assertThat(only(log.read(file)).calls()).as("nothing is counted twice").isEqualTo(3);
    }

    @Test
    void an_entry_that_is_still_being_written_waits_for_the_next_look() throws IOException {
        for (int cut : List.of(10, MARIADB.indexOf("Host:"), MARIADB.indexOf("secret"))) {
            long before = log.read(file).counted().stream().mapToLong(c -> c.calls()).sum();
            append(MARIADB.substring(0, cut));
            assertThat(log.read(file).counted().stream().mapToLong(c -> c.calls()).sum())
                    .isEqualTo(before);
            append(MARIADB.substring(cut));
            assertThat(only(log.read(file)).calls()).isEqualTo(before + 1);
        }
    }

    @Test
    void a_log_that_was_rotated_is_read_from_its_begin_and_an_emptied_one_too() throws IOException {
        Files.move(file, folder.resolve("slow.log.1"), StandardCopyOption.ATOMIC_MOVE);
        Files.writeString(file, HEAD + MARIADB);
        assertThat(only(log.read(file)).calls()).isEqualTo(1);

        Files.writeString(file, MARIADB);
        assertThat(only(log.read(file)).calls()).isEqualTo(2);
    }

    @Test
    void what_can_t_be_read_is_said() throws IOException {
        Files.delete(file);
        assertThatThrownBy(() -> log.read(file)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> log.read(folder)).hasMessageContaining("is no file");
    }

    private void append(String text) throws IOException {
        Files.writeString(file, text, StandardOpenOption.APPEND);
    }

    private static Statements.Counted only(Statements statements) {
        assertThat(statements.counted()).hasSize(1);
        return statements.counted().getFirst();
    }
}
