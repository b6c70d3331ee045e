package org.rsvpplatform.database.mysql.failover;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.rsvpplatform.database.failover.Member;
import org.rsvpplatform.database.mysql.connection.MysqlSession;
import org.rsvpplatform.database.mysql.failover.Standing.Source;
import org.rsvpplatform.kit.act.command.GuardReport;
import org.rsvpplatform.kit.act.command.RunFailed;
import org.rsvpplatform.kit.act.failover.Admission;
import org.rsvpplatform.kit.act.failover.Guard;
import org.rsvpplatform.kit.act.failover.Proof;
import org.rsvpplatform.kit.act.failover.Succession;
import org.rsvpplatform.kit.observe.provider.Appointment;

/**
 * A MariaDB primary that was started anew, and so read-only, takes writes again. Its replica must
 * still be that: then nobody has taken its place, by hand either.
 *
 * @param past by which it is the active one
 * @param active the primary
 * @param before how it stood when it took writes last; empty when nobody knows
 */
public record MysqlAdmission(
        Succession past,
        Member<MysqlSession, Standing> active,
        Member<MysqlSession, Standing> standby,
        Optional<Standing> before)
        implements Admission {
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration ACT = Duration.ofSeconds(5);

    @Override
    public List<Guard> guards() {
        return List.of(this::storeIsNotOlder, this::standbyFollows);
    }

    private GuardReport storeIsNotOlder() throws InterruptedException {
        String name = "store is not older than the data";
        try {
            long epoch = active.rights().epoch(active, past.group());
            String evidence =
                    "the data holds epoch %d, the store %d".formatted(epoch, past.epoch());
            if (epoch > past.epoch()) {
                return GuardReport.blocks(
                        name,
                        evidence + ": the store is older",
                        "put the service's own store back");
            }
            boolean lacks = past.epoch() > Appointment.FIRST_EPOCH && epoch < past.epoch();
            return lacks
                    ? GuardReport.blocks(
                            name,
                            evidence + ": the data is older than its promotion, or can't be read",
                            "compare it with %s; ./rsvp providers:grants %s"
                                    .formatted(standby.name(), active.name()))
                    : GuardReport.holds(name, evidence);
        } catch (RunFailed e) {
            return GuardReport.blocks(
                    name, e.getMessage(), "./rsvp providers:grants " + active.name());
        }
    }

    private GuardReport standbyFollows() throws InterruptedException {
        String name = "its standby is still one";
        Optional<Standing> replica = standby.now(LOOK);
        Optional<Standing> primary = active.now(LOOK);
        if (replica.isEmpty() || primary.isEmpty()) {
            String silent = replica.isEmpty() ? standby.name() : active.name();
            return GuardReport.blocks(
                    name, silent + " does not answer", "./rsvp providers:test " + silent);
        }
        Optional<Source> source =
                replica.get()
                        .source()
                        .filter(from -> from.serverId() == primary.get().serverId())
                        .filter(_ -> replica.get().readOnly());
        if (source.isEmpty()) {
            return GuardReport.blocks(
                    name,
                    "%s takes writes, or is no replica of %s"
                            .formatted(standby.name(), active.name()),
                    "decide which of the two is right");
        }
        long lost = source.get().received().aheadOf(primary.get().written());
        return lost == 0
                ? GuardReport.holds(
                        name,
                        "%s is a replica of %s, and has nothing that it lacks"
                                .formatted(standby.name(), active.name()))
                : GuardReport.blocks(
                        name,
                        "%s has lost %d transactions that %s has received"
                                .formatted(active.name(), lost, standby.name()),
                        "let %s take over: ./rsvp providers:force-failover database --to=%s"
                                .formatted(standby.name(), standby.name()));
    }

    /** Commits wait for the replica again: first, so that none passes without it. */
    @Override
    public String admit() throws RunFailed, InterruptedException {
        boolean confirms =
                standby.now(LOOK).flatMap(Standing::source).filter(Source::confirms).isPresent();
        boolean wait = before.map(standing -> standing.commits().enabled()).orElse(confirms);
        return active.asAdministrator(
                ACT,
                (session, deadline) -> {
                    if (wait) {
                        session.run("SET GLOBAL rpl_semi_sync_master_enabled = ON", deadline);
                    }
                    UnboundAccounts.release(session, deadline);
                    session.run("SET GLOBAL read_only = OFF", deadline);
                    return "%s takes writes, and its commits %s for %s%s"
                            .formatted(
                                    active.name(),
                                    wait ? "wait" : "do not wait",
                                    standby.name(),
                                    before.isEmpty()
                                            ? "; whether they did before is not known"
                                            : "");
                });
    }

    @Override
    public Proof takesWrites() {
        return () -> {
            if (active.now(LOOK).filter(Standing::takesWrites).isEmpty()) {
                throw new RunFailed(active.name() + " takes no writes");
            }
            return active.name() + " takes writes";
        };
    }
}
