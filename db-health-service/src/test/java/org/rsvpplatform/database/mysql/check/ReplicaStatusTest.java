package org.rsvpplatform.database.mysql.check;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rsvpplatform.database.mysql.check.ReplicaStatus.Trouble;

class ReplicaStatusTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "Error 'Duplicate entry 'a@b.example' for key 'email'' on query. Default database:"
                        + " 'rsvp'. Query: 'INSERT INTO users VALUES ('a@b.example', 'Ann')'"
                        + " | Error 'Duplicate entry '…' for key 'email'' on query. Default"
                        + " database: 'rsvp'. (statement not shown)",
                "Could not execute Write_rows_v1 event on table rsvp.users; Duplicate entry 'it's"
                        + " Ann' for key 'PRIMARY', Error_code: 1062"
                        + " | Could not execute Write_rows_v1 event on table rsvp.users; Duplicate"
                        + " entry '…' for key 'PRIMARY', Error_code: 1062",
                "Error 'Incorrect datetime value: '31.12.' for column 'at' at row 1' on query."
                        + " | Error 'Incorrect datetime value: '…' for column 'at' at row 1' on"
                        + " query.",
                "Truncated incorrect DOUBLE value: 'Ann' | Truncated incorrect DOUBLE value: '…",
                "error connecting to master 'rsvp@db1:3306' - retry-time: 60"
                        + " | error connecting to master 'rsvp@db1:3306' - retry-time: 60"
            })
    void its_errors_are_told_without_statements_and_values(String said, String told) {
        assertThat(new Trouble(1062, said).message()).isEqualTo(told);
    }

    @Test
    void a_long_error_is_told_in_part() {
        assertThat(new Trouble(1, "x".repeat(5000)).message()).hasSize(300).endsWith("x…");
    }
}
