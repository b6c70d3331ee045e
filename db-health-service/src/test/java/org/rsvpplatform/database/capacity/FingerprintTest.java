package org.rsvpplatform.database.capacity;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FingerprintTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "SELECT * FROM t WHERE a = 'secret' AND b = 12 | SELECT * FROM t WHERE a = ? AND b"
                        + " = ?",
                "SELECT 'it''s secret' | SELECT ?",
                "SELECT E'a\\'secret', t1.c2 FROM t1 | SELECT E?, t1.c2 FROM t1",
                "SELECT $$secret$$, $x$se$$cret$x$ | SELECT ?, …",
                "SELECT $1, $2 | SELECT ?, …",
                "SELECT 1 /* secret /* secret */ secret */ + 2 -- secret | SELECT ? + ?",
                "ALTER ROLE rsvp PASSWORD 'secret' | ALTER ROLE rsvp PASSWORD ?",
                "SELECT a FROM t WHERE b IN (1, 2, 3,4) | SELECT a FROM t WHERE b IN (?, …)",
                "SELECT \"Odd name\" FROM t WHERE x=1e10 | SELECT \"Odd name\" FROM t WHERE x=?",
                "SELECT 'secret that is cut | SELECT ?",
                "SELECT $tag$secret that is cut | SELECT ?",
                "SELECT $ta | SELECT ?"
            })
    void a_statement_of_postgresql_keeps_no_value(String statement, String fingerprint) {
        assertThat(Fingerprint.postgresql(statement)).isEqualTo(fingerprint);
        assertThat(Fingerprint.postgresql(statement)).doesNotContain("secret");
    }

    @Test
    void a_backslash_and_double_quotes_are_understood_as_mysql_does() {
        assertThat(Fingerprint.mysql("SELECT 'a\\'secret', \"secret\" # secret\nFROM `t`"))
                .isEqualTo("SELECT ?, … FROM `t`");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`SELECT 5--'a\n secret'` | SELECT ?--?",
                "SELECT 5 -- 'secret | SELECT ?",
                "SELECT /* /* */ 'secret /* ', 'b */ secret' | SELECT ?, …",
                "SELECT /*!50000 'a */ secret', */ 2 | SELECT ?, …",
                "SELECT /*M!100100 'a */ secret' */ | SELECT ?",
                "SELECT X'5EC2E7', 0x5EC2E7, b'01', _utf8'secret' | SELECT X?, …, b?, _utf8?",
                "INSERT INTO t VALUES (\"secret that is cut | INSERT INTO t VALUES (?"
            })
    void comments_and_literals_of_mysql_keep_no_value(String statement, String fingerprint) {
        assertThat(Fingerprint.mysql(statement)).isEqualTo(fingerprint);
        assertThat(Fingerprint.mysql(statement)).doesNotContain("secret");
    }
}
