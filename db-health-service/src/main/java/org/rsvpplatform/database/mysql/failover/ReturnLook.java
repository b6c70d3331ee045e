package org.rsvpplatform.database.mysql.failover;

import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.rsvpplatform.database.failover.FormerPrimary;
import org.rsvpplatform.database.failover.Member;
import org.rsvpplatform.database.mysql.connection.BinlogState;
import org.rsvpplatform.database.mysql.connection.MysqlSession;
import org.rsvpplatform.database.mysql.connection.Sql;
import org.rsvpplatform.kit.act.command.RunFailed;
import org.rsvpplatform.kit.act.failover.Divergence;
import org.rsvpplatform.kit.act.failover.Sighting;
import org.rsvpplatform.kit.time.Deadline;

/**
 * Looks at a former primary that is back: whether our store may act on it, and what it wrote that
 * the present one does not have.
 *
 * @param beats whether probes of its group write their row
 */
record ReturnLook(FormerPrimary<MysqlSession, Standing> former, boolean beats) {
    private static final Duration WITHIN = Duration.ofSeconds(2);

    /** What was applied before the binary log began stands in its position only. */
    private static final String WHERE =
            "SELECT @@global.read_only AS read_only, concat_ws(',', @@global.gtid_binlog_state,"
                    + " @@global.gtid_slave_pos) AS state";

    /** MariaDB has no identifier of a pair; only the active one's probes write their row. */
    private static final String BEATS =
            "SELECT count(*) AS beats FROM rsvp_probe.beat WHERE provider IN (%s, %s)";

    private record Seen(long epoch, boolean takesWrites, BinlogState state, boolean ours) {}

    /** Only the former one is asked before its fence: every millisecond may be a write. */
    Sighting look() throws RunFailed, InterruptedException {
        Member<MysqlSession, Standing> from = former.from();
        Seen seen = seen(from, beats);
        former.refuseWhenOlder(seen.epoch());
        if (!seen.takesWrites()) {
            throw new RunFailed(from.name() + " takes no writes any more");
        }
        if (!seen.ours()) {
            throw new RunFailed(
                    "rsvp_probe.beat of %s has no row of %s or %s: the server of another group answers at %s"
                            .formatted(
                                    from.name(), from.name(), former.to().name(), from.address()));
        }
        return () -> divergence(seen.state());
    }

    private Divergence divergence(BinlogState written) throws InterruptedException {
        String from = former.from().name();
        String to = former.to().name();
        try {
            List<BinlogState.Range> beyond = written.beyond(seen(former.to(), false).state());
            if (beyond.isEmpty()) {
                return new Divergence(
                        "%s has no transaction that %s lacks".formatted(from, to), Map.of());
            }
            Map<String, String> details = new LinkedHashMap<>();
            beyond.forEach(range -> details.put("from " + range.origin(), range.toString()));
            return new Divergence(
                    "%s has up to %d transactions that %s lacks: %s"
                            .formatted(
                                    from,
                                    beyond.stream().mapToLong(BinlogState.Range::most).sum(),
                                    to,
                                    beyond.stream()
                                            .map(BinlogState.Range::toString)
                                            .collect(Collectors.joining(", "))),
                    details);
        } catch (RunFailed e) {
            return Divergence.unknown(
                    "how many transactions of %s %s lacks is not known (%s)"
                            .formatted(from, to, e.getMessage()));
        }
    }

    private Seen seen(Member<MysqlSession, Standing> member, boolean asksForBeats)
            throws RunFailed, InterruptedException {
        return member.asked(
                WITHIN,
                (session, deadline) -> {
                    Row row = session.row(WHERE, deadline);
                    return new Seen(
                            DataEpoch.newest(session, former.past().group(), deadline),
                            row.getLong("read_only") == 0,
                            BinlogState.parse(row.getString("state")),
                            !asksForBeats || hasOurRow(session, deadline));
                });
    }

    private boolean hasOurRow(MysqlSession session, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        String question =
                BEATS.formatted(Sql.literal(former.from().name()), Sql.literal(former.to().name()));
        return session.row(question, deadline).getLong("beats") > 0;
    }
}
