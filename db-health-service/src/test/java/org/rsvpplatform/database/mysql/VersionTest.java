package org.rsvpplatform.database.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rsvpplatform.database.mysql.connection.Gtids;
import org.rsvpplatform.database.mysql.connection.Rights;
import org.rsvpplatform.database.mysql.connection.ServerVersion;

/** What is read from the texts that servers of both products send. */
class VersionTest {
    @ParameterizedTest
    @CsvSource({
        "5.5.5-10.11.6-MariaDB-0+deb12u1, MariaDB 10.11.6",
        "11.4.5-MariaDB-log, MariaDB 11.4.5",
        "8.0.36-0ubuntu0.22.04.1, MySQL 8.0.36",
        "8.4.0, MySQL 8.4.0",
        "5.5.5, MySQL 5.5.5"
    })
    void the_product_is_seen_from_the_version(String said, String meant) {
        assertThat(ServerVersion.parse(said)).hasToString(meant);
    }

    @Test
    void transactions_are_counted_by_origin() {
        Gtids mariadb = Gtids.parse("0-1-100,1-7-5");
        assertThat(mariadb.aheadOf(Gtids.parse("0-2-90,1-7-9"))).isEqualTo(10);
        assertThat(mariadb.aheadOf(Gtids.parse(""))).isEqualTo(105);

        Gtids mysql = Gtids.parse("3e11fa47-71ca-11e1-9e33-c80aa9429562:1-5:7:9-10");
        assertThat(mysql.aheadOf(Gtids.parse("3E11FA47-71CA-11E1-9E33-C80AA9429562:1-5")))
                .isEqualTo(3);
    }

    @Test
    void grants_of_all_levels_add_up() {
        Rights rights =
                Rights.parse(
                        List.of(
                                "GRANT SELECT ON *.* TO `rsvp`@`%`",
                                "GRANT INSERT, UPDATE (name), DELETE ON `rsvp\\_%`.* TO `rsvp`@`%`",
                                "GRANT UPDATE ON `rsvp_test`.`guests` TO `rsvp`@`%`"));

        assertThat(rights.missing("rsvp_test", "guests")).isEmpty();
        assertThat(rights.missing("rsvp_test", "events")).containsExactly("UPDATE");
        assertThat(rights.missing("rsvpXtest", "events"))
                .containsExactly("INSERT", "UPDATE", "DELETE");
    }

    @Test
    void what_is_revoked_in_part_is_missing() {
        Rights rights =
                Rights.parse(
                        List.of(
                                "GRANT SELECT, INSERT, UPDATE, DELETE ON *.* TO `rsvp`@`%`",
                                "REVOKE DELETE ON `rsvp`.* FROM `rsvp`@`%`"));

        assertThat(rights.missing("rsvp", "guests")).containsExactly("DELETE");
        assertThat(rights.missing("other", "guests")).isEmpty();
    }

    @Test
    void roles_count_where_the_server_tells_their_grants() {
        assertThat(
                        Rights.parse(
                                        List.of(
                                                "GRANT `app` TO `rsvp`@`%`",
                                                "GRANT ALL PRIVILEGES ON `rsvp`.* TO `app`"))
                                .missing("rsvp", "guests"))
                .isEmpty();
        assertThat(Rights.parse(List.of("GRANT `app`@`%` TO `rsvp`@`%`")).roles()).isTrue();
    }
}
