package org.rsvpplatform.database.mysql.connection;

import java.time.Duration;
import java.util.Optional;
import org.rsvpplatform.database.capacity.Limits;
import org.rsvpplatform.database.connection.Endpoint;
import org.rsvpplatform.database.connection.Login;
import org.rsvpplatform.database.connection.Tls;

/**
 * One MySQL or MariaDB server as the configuration has it.
 *
 * @param observer a second login that may see the state of replication, what the sessions do and
 *     which accounts there are; it confirms what the server hides from the first
 * @param administrator a third login, which promotes and stops servers; used by a failover, and by
 *     what asks beforehand whether one would work
 * @param keepSession how long one login serves the probes; zero for one probe
 * @param writeCheck whether we may write our one row in {@code rsvp_probe.beat}
 * @param lag how far a replica may be behind
 * @param limits from where on what the server knows of itself is a fault
 * @param dataDirectory where the server keeps its files, when it runs on our host
 */
public record MysqlSettings(
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
        Optional<String> dataDirectory) {

    /** How far a replica may be behind before it is called late; either bound is enough. */
    public record Lag(long transactions, Duration time) {}

    /** Where it is. */
    public Endpoint endpoint() {
        return new Endpoint(host, port, via);
    }
}
