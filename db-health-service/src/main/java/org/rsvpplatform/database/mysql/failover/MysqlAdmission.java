package org.rsvpplatform.database.mysql.failover;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.rsvpplatform.database.failover.Member;
import org.rsvpplatform.database.mysql.connection.MysqlSession;
import org.rsvpplatform.kit.act.command.GuardReport;
import org.rsvpplatform.kit.act.command.RunFailed;
import org.rsvpplatform.kit.act.failover.Admission;
import org.rsvpplatform.kit.act.failover.Guard;
import org.rsvpplatform.kit.act.failover.Proof;
import org.rsvpplatform.kit.act.failover.Succession;
import org.rsvpplatform.kit.time.Deadline;

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
    private static final Duration ACT = Duration.ofSeconds(3);

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
            return epoch <= past.epoch()
                    ? GuardReport.holds(name, evidence)
                    : GuardReport.blocks(
                            name,
                            evidence + ": the store is older",
                            "put the service's own store back");
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
        boolean follows =
                replica.get().readOnly()
                        && replica.get()
                                .source()
                                .filter(source -> source.serverId() == primary.get().serverId())
                                .isPresent();
        return follows
                ? GuardReport.holds(
                        name, "%s is a replica of %s".formatted(standby.name(), active.name()))
                : GuardReport.blocks(
                        name,
                        "%s takes writes, or is no replica of %s"
                                .formatted(standby.name(), active.name()),
                        "decide which of the two is right");
    }

    /** Commits wait for the replica again if they did: first, so that none passes without it. */
    @Override
    public String admit() throws RunFailed, InterruptedException {
        boolean waited = before.filter(standing -> standing.commits().enabled()).isPresent();
        return active.asAdministrator(
                ACT,
                session -> {
                    Deadline deadline = Deadline.in(ACT, active.ticker());
                    if (waited) {
                        session.run("SET GLOBAL rpl_semi_sync_master_enabled = ON", deadline);
                    }
                    session.run("SET GLOBAL read_only = OFF", deadline);
                    return active.name()
                            + " takes writes"
                            + (waited ? ", and its commits wait for " + standby.name() : "");
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
