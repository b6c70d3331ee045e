package org.rsvpplatform.database.postgresql.failover;

import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.rsvpplatform.database.failover.FormerPrimary;
import org.rsvpplatform.database.postgresql.connection.PostgresSession;
import org.rsvpplatform.kit.act.command.RunFailed;
import org.rsvpplatform.kit.act.failover.Divergence;
import org.rsvpplatform.kit.act.failover.Sighting;
import org.rsvpplatform.kit.time.Deadline;

/**
 * Looks at a former primary that is back: whether our store may act on it, and what it wrote that
 * the present one does not have.
 */
record ReturnLook(FormerPrimary<PostgresSession, Standing> former) {
    private static final Duration WITHIN = Duration.ofSeconds(2);

    private static final String WHERE =
            """
            SELECT %s AS epoch, pg_catalog.pg_is_in_recovery() AS recovery,
              CASE WHEN NOT pg_catalog.pg_is_in_recovery()
                THEN pg_catalog.pg_current_wal_insert_lsn()::text END AS lsn,
              CASE WHEN NOT pg_catalog.pg_is_in_recovery() THEN %s END AS timeline
            """;

    /** It takes a superuser, or EXECUTE on this function with pg_read_server_files. */
    private static final String HISTORY =
            "SELECT pg_catalog.pg_read_file('pg_wal/%s.history', 0, 1000000, true) AS history";

    private static final int HEXADECIMAL = 16;

    /**
     * Where one that takes writes is in the log.
     *
     * @param timeline as the names of its files have it
     */
    private record Place(String timeline, WalPosition at) {
        int number() {
            return Integer.parseInt(timeline, HEXADECIMAL);
        }
    }

    /**
     * @param epoch the newest one of the group that its data has seen
     * @param place empty when it takes no writes
     * @param history of its timeline; empty when it has none, or may not be read
     */
    private record Seen(long epoch, Optional<Place> place, String history) {}

    /** Only the former one is asked before its fence: every millisecond may be a write. */
    Sighting look() throws RunFailed, InterruptedException {
        Seen seen =
                former.from().asked(WITHIN, (session, deadline) -> seen(session, false, deadline));
        former.refuseWhenOlder(seen.epoch());
        Place until =
                seen.place()
                        .orElseThrow(
                                () ->
                                        new RunFailed(
                                                former.from().name()
                                                        + " takes no writes any more"));
        return () -> divergence(until);
    }

    private Divergence divergence(Place until) throws InterruptedException {
        try {
            Seen active =
                    former.to()
                            .asAdministrator(
                                    WITHIN, (session, deadline) -> seen(session, true, deadline));
            return Fork.left(active.history(), until.number())
                    .map(
                            left ->
                                    Fork.told(
                                            former.from().name(),
                                            until.at(),
                                            former.to().name(),
                                            left))
                    .orElseGet(() -> atLeast(until, why(active, until)));
        } catch (RunFailed e) {
            return atLeast(until, e.getMessage());
        }
    }

    private String why(Seen active, Place until) {
        if (active.place().isEmpty()) {
            return former.to().name() + " takes no writes";
        }
        return active.history().isEmpty()
                ? "the history of its timeline can't be read"
                : "%s never left timeline %d".formatted(former.to().name(), until.number());
    }

    private Divergence atLeast(Place until, String why) {
        return Divergence.unknown(
                "%s has written up to %s on timeline %d; how much of it %s does not have is not known (%s)"
                        .formatted(
                                former.from().name(),
                                until.at(),
                                until.number(),
                                former.to().name(),
                                why));
    }

    private Seen seen(PostgresSession session, boolean withHistory, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        Row row =
                session.row(
                        WHERE.formatted(
                                DataEpoch.newest(former.past().group()), Standing.TIMELINE_NAME),
                        deadline);
        long epoch = row.getLong("epoch");
        if (row.getBoolean("recovery")) {
            return new Seen(epoch, Optional.empty(), "");
        }
        Place place = new Place(row.getString("timeline"), WalPosition.of(row.getString("lsn")));
        return new Seen(
                epoch, Optional.of(place), withHistory ? history(session, place, deadline) : "");
    }

    /** Who may not read it has an epoch all the same. */
    private static String history(PostgresSession session, Place place, Deadline deadline)
            throws TimeoutException, InterruptedException {
        try {
            String text =
                    session.row(HISTORY.formatted(place.timeline()), deadline).getString("history");
            return text == null ? "" : text;
        } catch (ExecutionException e) {
            return "";
        }
    }
}
