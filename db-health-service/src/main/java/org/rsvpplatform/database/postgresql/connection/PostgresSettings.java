package org.rsvpplatform.database.postgresql.connection;

import java.time.Duration;
import java.util.Optional;
import org.rsvpplatform.database.connection.Endpoint;
import org.rsvpplatform.database.connection.Login;
import org.rsvpplatform.database.connection.Tls;

/**
 * One PostgreSQL server as the configuration has it.
 *
 * @param observer a second login that may read statistics (pg_monitor); it confirms what the server
 *     hides from the first
 * @param writeCheck whether we may write our one row in {@code rsvp_probe.beat}
 * @param lag how far a standby may be behind
 * @param dataDirectory where the server keeps its files, when it runs on our host
 */
public record PostgresSettings(
        String host,
        int port,
        String database,
        Login login,
        Tls tls,
        Optional<Login> observer,
        Endpoint.Via via,
        boolean writeCheck,
        Lag lag,
        Optional<String> dataDirectory) {

    /** How far a standby may be behind before it is called late; either bound is enough. */
    public record Lag(long bytes, Duration time) {}

    /** The same server with TLS, whoever it shows itself to be. */
    public PostgresSettings withTlsOfAnyone() {
        return new PostgresSettings(
                host,
                port,
                database,
                login,
                new Tls(Tls.Mode.REQUIRE, Optional.empty()),
                observer,
                via,
                writeCheck,
                lag,
                dataDirectory);
    }

    /** Where it is. */
    public Endpoint endpoint() {
        return new Endpoint(host, port, via);
    }
}
