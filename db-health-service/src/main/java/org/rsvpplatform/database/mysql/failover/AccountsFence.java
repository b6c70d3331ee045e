package org.rsvpplatform.database.mysql.failover;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.rsvpplatform.database.failover.Member;
import org.rsvpplatform.database.mysql.connection.MysqlSession;
import org.rsvpplatform.database.mysql.failover.UnboundAccounts.Account;
import org.rsvpplatform.kit.act.command.RunFailed;
import org.rsvpplatform.kit.act.failover.Fence;
import org.rsvpplatform.kit.time.Deadline;

/**
 * Makes a primary read-only, locks every account that this does not bind, and ends the sessions.
 * The server runs on and may be read. The locks replicate: {@link MysqlPromotion} takes them from
 * the new primary.
 *
 * @param ours users that stay
 */
record AccountsFence(Handover handover, Set<String> ours) implements Fence {
    private static final Duration ACT = Duration.ofSeconds(5);

    private Member<MysqlSession, Standing> from() {
        return handover.from();
    }

    @Override
    public String name() {
        return "read_only, and accounts that it does not bind are locked (ACCOUNT LOCK, KILL)";
    }

    @Override
    public String leavesOpen() {
        return "whoever logs in as %s, or with such an account by the server's own socket, and routines and events that run with its rights"
                .formatted(String.join(" or ", ours));
    }

    @Override
    public String raise() throws RunFailed, InterruptedException {
        return from().asAdministrator(ACT, this::raised) + "; " + handover.received();
    }

    /** It waits for the commits under way, so it comes first: what can't be had changes nothing. */
    private String raised(MysqlSession session, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        session.run("SET GLOBAL read_only = ON", deadline);
        List<Account> unbound = UnboundAccounts.lock(session, ours, deadline);
        Set<String> refused =
                unbound.stream()
                        .filter(account -> !account.spared())
                        .map(Account::user)
                        .collect(Collectors.toSet());
        int ended = new SessionsEnd(ours, refused, from().ticker()).run(session);
        verify(session, deadline);
        return "%s is read-only, %d accounts are locked, %d sessions were ended%s"
                .formatted(from().name(), refused.size(), ended, spared(unbound));
    }

    private static String spared(List<Account> unbound) {
        String names =
                unbound.stream()
                        .filter(Account::spared)
                        .map(Account::toString)
                        .collect(Collectors.joining(", "));
        return names.isEmpty() ? "" : "; not locked, by the server's own socket: " + names;
    }

    /** Whoever was unbound until his session ended may have undone it, or made another account. */
    private void verify(MysqlSession session, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        boolean readOnly =
                session.row("SELECT @@global.read_only AS r", deadline).getLong("r") != 0;
        List<Account> left =
                UnboundAccounts.look(session, ours, deadline).stream()
                        .filter(account -> !account.spared())
                        .toList();
        if (!readOnly || !left.isEmpty()) {
            throw new ExecutionException(
                    new IllegalStateException(
                            readOnly
                                    ? "accounts are unbound again: " + left
                                    : "somebody has turned read_only off"));
        }
    }

    @Override
    public String lift() throws RunFailed, InterruptedException {
        return from().asAdministrator(
                        ACT,
                        (session, deadline) -> {
                            int released = UnboundAccounts.release(session, deadline);
                            session.run("SET GLOBAL read_only = OFF", deadline);
                            return "%s takes writes again, and %d accounts may log in"
                                    .formatted(from().name(), released);
                        });
    }
}
