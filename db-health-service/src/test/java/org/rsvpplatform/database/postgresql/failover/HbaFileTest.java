package org.rsvpplatform.database.postgresql.failover;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class HbaFileTest {
    private static final List<String> OURS = List.of("admin", "Observer");

    @Test
    void lets_in_only_us_from_where_we_come() {
        assertThat(HbaFile.fenced("host all all 0.0.0.0/0 trust", OURS, "10.0.0.7/32").lines())
                .filteredOn(line -> !line.startsWith("#"))
                .containsExactly(
                        "host all \"admin\" 10.0.0.7/32 md5",
                        "host all \"Observer\" 10.0.0.7/32 md5");
    }

    @Test
    void lets_in_us_by_the_socket_when_we_come_that_way() {
        assertThat(HbaFile.fenced("", List.of("admin"), "")).endsWith("local all \"admin\" md5");
    }

    @Test
    void keeps_what_stood_there_for_replication_and_nothing_else() {
        String before =
                """
                # replication all
                local   all            all                trust
                host\tall,replication  standby  10.0.0.0/8  \\
                  scram-sha-256
                hostssl "replication"  all  0.0.0.0/0  cert
                hostnossl replication  old  0.0.0.0/0  reject
                """;

        assertThat(HbaFile.fenced(before, List.of(), "10.0.0.7/32").lines())
                .filteredOn(line -> !line.startsWith("#"))
                .map(line -> line.replaceAll("\\s+", " "))
                .containsExactly(
                        "host replication standby 10.0.0.0/8 scram-sha-256",
                        "hostnossl replication old 0.0.0.0/0 reject");
    }
}
