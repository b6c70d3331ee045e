package org.rsvpplatform.database.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rsvpplatform.database.DatabaseDomain;
import org.rsvpplatform.database.connection.Tls;
import org.rsvpplatform.database.mysql.connection.MysqlSettings;
import org.rsvpplatform.database.postgresql.Postgresql;
import org.rsvpplatform.kit.observe.config.Fault;
import org.rsvpplatform.kit.observe.config.ProvidersFile;
import org.rsvpplatform.kit.observe.domain.DomainConfiguration;
import org.rsvpplatform.kit.observe.probe.Names;
import org.rsvpplatform.kit.observe.provider.Role;
import org.rsvpplatform.kit.redaction.Redactor;
import org.rsvpplatform.kit.time.Ticker;

class SettingsTest {
    @TempDir Path folder;

    @Test
    void a_replica_has_from_its_source_what_it_leaves_out() throws IOException {
        DomainConfiguration read =
                read(
                        """
                        database:
                          active: mysql
                          providers:
                            mysql:
                              { kind: mysql, host: db3, database: rsvp, user: rsvp,
                                password: "${PASSWORD}", tls: { mode: require },
                                observer: { user: watcher, password: "${PASSWORD}" },
                                lag: { transactions: 5, time: 7s } }
                            backup-mysql: { kind: mysql, host: db4, port: 3307, standbyOf: mysql }
                        """);

        assertThat(read.faults().stream().filter(Fault::isError)).isEmpty();
        MysqlSettings source = settings(read, 0);
        MysqlSettings replica = settings(read, 1);
        assertThat(source.port()).isEqualTo(3306);
        assertThat(source.lag()).isEqualTo(new MysqlSettings.Lag(5, Duration.ofSeconds(7)));
        assertThat(replica.port()).isEqualTo(3307);
        assertThat(replica.database()).isEqualTo("rsvp");
        assertThat(replica.login()).isEqualTo(source.login());
        assertThat(replica.observer()).isEqualTo(source.observer());
        assertThat(replica.tls().mode()).isEqualTo(Tls.Mode.REQUIRE);
        assertThat(read.providers().get(1).provider().role()).isEqualTo(Role.STANDBY);
    }

    @Test
    void a_field_of_another_kind_is_a_fault_that_names_the_right_one() throws IOException {
        DomainConfiguration read =
                read(
                        """
                        database:
                          providers:
                            mysql:
                              { kind: mysql, host: db3, database: rsvp, user: rsvp,
                                password: "${PASSWORD}", lag: { bytes: 5 } }
                        """);

        assertThat(read.faults()).extracting(Fault::toString).anyMatch(f -> f.contains("bytes"));
    }

    private static MysqlSettings settings(DomainConfiguration read, int index) {
        return (MysqlSettings) read.providers().get(index).settings();
    }

    private DomainConfiguration read(String yaml) throws IOException {
        Path file = Files.writeString(folder.resolve("providers.yaml"), yaml);
        DatabaseDomain domain =
                new DatabaseDomain(
                        new Postgresql(null, Names.system(), Clock.systemUTC(), Ticker.system()),
                        new Mysql(null, Names.system(), Clock.systemUTC(), Ticker.system()));
        return DomainConfiguration.read(
                domain,
                ProvidersFile.read(file, Map.of("PASSWORD", "correct horse"), new Redactor()));
    }
}
