package org.rsvpplatform.database.capacity;

import java.time.Duration;
import org.rsvpplatform.kit.observe.config.Section;

/**
 * From where on what a server knows of itself is worth an operator's look: the section {@code
 * capacity}. Sources of the defaults: PostgreSQL's manual, "Error Reporting and Logging" ({@code
 * log_min_duration_statement}, {@code log_lock_waits}), "Client Connection Defaults" ({@code
 * idle_in_transaction_session_timeout}) and "Routine Vacuuming" (open transactions keep dead rows);
 * the guide's rule {@code slowQueries}; cert-manager renews a certificate when a third of its time
 * is left, which is 30 of the 90 days that Let's Encrypt gives, so two weeks mean that a renewal
 * has failed; the node mixin of Prometheus warns of a file system with 5 % left. The counts a
 * minute of deadlocks and slow statements and the share of the connections are our own choice.
 *
 * @param every how often the server is asked
 * @param connectionsPercent of the connections that ordinary users may have
 * @param idleInTransaction how long a session may hold its transaction without working
 * @param longTransaction how long a transaction may take
 * @param lockWait how long a session may wait for a lock
 * @param deadlocksPerMinute so many are a fault; the server resolves each
 * @param slowQuery a statement that takes longer is slow
 * @param slowQueriesPerMinute so many slow ones are a fault
 * @param passwordExpiry a password that expires sooner is a fault
 * @param certificateExpiry a certificate that ends sooner is a fault
 * @param diskPercent of a disk of the server, on our own host
 */
public record Limits(
        Duration every,
        int connectionsPercent,
        Duration idleInTransaction,
        Duration longTransaction,
        Duration lockWait,
        int deadlocksPerMinute,
        Duration slowQuery,
        int slowQueriesPerMinute,
        Duration passwordExpiry,
        Duration certificateExpiry,
        int diskPercent) {

    /** Reads {@code capacity:}. */
    public static Limits of(Section section) {
        return new Limits(
                section.duration("every")
                        .between(Duration.ofSeconds(5), Duration.ofMinutes(10))
                        .orElse(Duration.ofSeconds(30)),
                section.count("connectionsPercent").between(1, 100).orElse(80),
                section.duration("idleInTransaction").orElse(Duration.ofMinutes(1)),
                section.duration("longTransaction").orElse(Duration.ofMinutes(10)),
                section.duration("lockWait").orElse(Duration.ofSeconds(10)),
                section.count("deadlocksPerMinute").between(1, 1_000_000).orElse(3),
                section.duration("slowQuery").orElse(Duration.ofSeconds(1)),
                section.count("slowQueriesPerMinute").between(1, 1_000_000).orElse(60),
                section.duration("passwordExpiry").orElse(Duration.ofDays(14)),
                section.duration("certificateExpiry").orElse(Duration.ofDays(14)),
                section.count("diskPercent").between(1, 100).orElse(95));
    }
}
