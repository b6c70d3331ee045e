package org.rsvpplatform.database.host;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProcessTableTest {
    @ParameterizedTest
    @CsvSource({
        "0::/system.slice/system-postgresql.slice/postgresql@15-main.service, postgresql@15-main",
        "0::/system.slice/postgresql-16.service, postgresql-16",
        "12:cpu:/system.slice/postgresql.service, postgresql"
    })
    void a_unit_has_the_name_that_its_manager_knows(String groups, String unit) {
        assertThat(ProcessTable.unit(groups, Footprint.POSTGRESQL.programs())).contains(unit);
    }

    @Test
    void another_server_or_a_session_of_a_user_is_no_unit_of_it() {
        assertThat(
                        ProcessTable.unit(
                                "0::/system.slice/mariadb.service",
                                Footprint.POSTGRESQL.programs()))
                .isEmpty();
        assertThat(
                        ProcessTable.unit(
                                "0::/user.slice/user-1.slice/session-1.scope",
                                Footprint.MYSQL.programs()))
                .isEmpty();
        assertThat(
                        ProcessTable.unit(
                                "0::/system.slice/mariadb.service", Footprint.MYSQL.programs()))
                .contains("mariadb");
    }
}
