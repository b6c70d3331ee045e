package org.rsvpplatform.database.postgresql.connection;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.rsvpplatform.database.capacity.Limits;
import org.rsvpplatform.database.connection.Endpoint;
import org.rsvpplatform.database.connection.Login;
import org.rsvpplatform.database.connection.Tls;

/**
 * One PostgreSQL server as the configuration has it.
 *
 * @param observer a second login that may read statistics (pg_monitor); it confirms what the server
 *     hides from the first
 * @param administrator a third login, which promotes and stops servers; used by a failover, and by
 *     what asks beforehand whether one would work
 * @param keepSession how long one login serves the probes; zero for one probe
 * @param writeCheck whether we may write our one row in {@code rsvp_probe.beat}
 * @param lag how far a standby may be behind
 * @param limits from where on room is called scarce
 * @param upkeep the same for what only PostgreSQL has
 * @param dataDirectory where the server keeps its files, when it runs on our host
 */
public record PostgresSettings(
        String host,
        int port,
        String database,
        Login login,
        Tls tls,
        Optional<Login> observer,
        Optional<Login> administrator,
        Endpoint.Via via,
        Duration keepSession,
        boolean writeCheck,
        Lag lag,
        Limits limits,
        Upkeep upkeep,
        Optional<String> dataDirectory) {

    /** How far a standby may be behind before it is called late; either bound is enough. */
    public record Lag(long bytes, Duration time) {}

    /**
     * What sorts may spill, and what vacuum and replication may leave undone.
     *
     * @param temporaryBytesPerMinute sorts that spill more than this to disk are a fault
     * @param transactionAge age of the oldest transaction number that is too much; empty for the
     *     server's own measure
     * @param deadRows a table with fewer is never behind
     * @param retainedWal bytes of log that a slot may hold back; empty for the server's own measure
     */
    public record Upkeep(
            long temporaryBytesPerMinute,
            OptionalLong transactionAge,
            long deadRows,
            OptionalLong retainedWal) {}

    /** The same server with TLS, whoever it shows itself to be. */
    public PostgresSettings withTlsOfAnyone() {
        return new PostgresSettings(
                host,
                port,
                database,
                login,
                new Tls(Tls.Mode.REQUIRE, Optional.empty()),
                observer,
                administrator,
                via,
                keepSession,
                writeCheck,
                lag,
                limits,
                upkeep,
                dataDirectory);
    }

    /** Where it is. */
    public Endpoint endpoint() {
        return new Endpoint(host, port, via);
    }
}
