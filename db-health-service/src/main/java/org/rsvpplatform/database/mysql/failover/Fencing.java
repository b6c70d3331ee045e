package org.rsvpplatform.database.mysql.failover;

import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.rsvpplatform.database.connection.Login;
import org.rsvpplatform.database.failover.FenceChoice;
import org.rsvpplatform.database.failover.FenceRanking;
import org.rsvpplatform.database.failover.KeptAnswer;
import org.rsvpplatform.database.failover.Member;
import org.rsvpplatform.database.mysql.connection.MysqlSession;
import org.rsvpplatform.database.mysql.connection.Rights;
import org.rsvpplatform.database.mysql.failover.UnboundAccounts.Account;
import org.rsvpplatform.kit.act.failover.Fence;
import org.rsvpplatform.kit.time.Deadline;

/**
 * How one MariaDB server can be fenced by SQL: by what its administrator may do, which is asked
 * beforehand.
 */
public final class Fencing {
    private static final String TABLES = "rsvp_probe.account and rsvp_probe.locked";

    private final Member<MysqlSession, Standing> server;
    private final Set<String> ours;
    private final KeptAnswer<MysqlSession, Able> kept;

    /**
     * What the administrator may do there.
     *
     * @param missing by the kind of fence
     * @param unbound accounts that read_only does not bind; empty when they can't be asked for
     */
    private record Able(Map<FenceKind, List<String>> missing, Optional<List<Account>> unbound) {
        boolean to(FenceKind kind) {
            return missing.get(kind).isEmpty();
        }
    }

    /**
     * @param observer the one who watches that server
     */
    public Fencing(Member<MysqlSession, Standing> server, Optional<Login> observer) {
        this.server = server;
        this.ours =
                Stream.concat(server.administrator().login().stream(), observer.stream())
                        .map(Login::user)
                        .collect(Collectors.toUnmodifiableSet());
        this.kept =
                new KeptAnswer<>(
                        able -> Stream.of(FenceKind.values()).anyMatch(able::to), server.ticker());
    }

    Member<MysqlSession, Standing> server() {
        return server;
    }

    /**
     * The fence of the highest rank that can be raised.
     *
     * @param word what the configuration says
     * @param handover to the one that takes its place
     */
    FenceChoice choose(String word, Handover handover) throws InterruptedException {
        Optional<FenceChoice.Lacking> none = FenceKind.RANKING.whyNone(server, word);
        if (none.isPresent()) {
            return none.get();
        }
        List<FenceKind> kinds = FenceKind.RANKING.at(server, word);
        KeptAnswer.Answer<Able> answer = kept.of(server, this::ask);
        String grants = "./rsvp providers:grants " + server.name();
        if (answer.found().isEmpty()) {
            return new FenceChoice.Lacking(answer.problem().orElseThrow(), grants);
        }
        Able able = answer.found().get();
        return kinds.stream()
                .filter(able::to)
                .findFirst()
                .<FenceChoice>map(kind -> chosen(kind, handover))
                .orElseGet(() -> new FenceChoice.Lacking(lacking(kinds, able), grants));
    }

    /** One by its word, for who has chosen it before. */
    Optional<FenceChoice.Chosen> named(String word, Handover handover) {
        return FenceKind.RANKING.named(word).map(kind -> chosen(kind, handover));
    }

    private FenceChoice.Chosen chosen(FenceKind kind, Handover handover) {
        Fence fence =
                switch (kind) {
                    case SHUTDOWN -> new ShutdownFence(handover);
                    case ACCOUNTS -> new AccountsFence(handover, ours);
                };
        return new FenceChoice.Chosen(FenceRanking.label(kind), fence);
    }

    private String lacking(List<FenceKind> kinds, Able able) {
        return "%s can't fence %s: %s"
                .formatted(
                        server.administrator().login().orElseThrow().user(),
                        server.name(),
                        kinds.stream()
                                .map(
                                        kind ->
                                                "%s takes %s"
                                                        .formatted(
                                                                FenceRanking.label(kind),
                                                                String.join(
                                                                        ", ",
                                                                        able.missing().get(kind))))
                                .collect(Collectors.joining("; ")));
    }

    /** Whom read_only does not bind on this server, as a guard says it. */
    String unbound() throws InterruptedException {
        Optional<List<Account>> accounts =
                server.administrator().login().isEmpty()
                        ? Optional.empty()
                        : kept.of(server, this::ask).found().flatMap(Able::unbound);
        if (accounts.isEmpty()) {
            return "which accounts read_only does not bind is not known (./rsvp providers:grants %s)"
                    .formatted(server.name());
        }
        return accounts.get().isEmpty()
                ? "read_only binds every account but ours"
                : "read_only does not bind "
                        + accounts.get().stream()
                                .map(Account::toString)
                                .collect(Collectors.joining(", "));
    }

    private Able ask(MysqlSession session, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        List<String> lines = new ArrayList<>();
        for (Row row : session.run("SHOW GRANTS", deadline)) {
            lines.add(row.getString(0));
        }
        Rights rights = Rights.parse(lines);
        boolean tables =
                UnboundAccounts.canBeAsked(session, deadline)
                        && !rights.missing("rsvp_probe", "account").contains("SELECT")
                        && rights.missing("rsvp_probe", "locked").isEmpty();
        Map<FenceKind, List<String>> missing = new EnumMap<>(FenceKind.class);
        for (FenceKind kind : FenceKind.values()) {
            missing.put(kind, new ArrayList<>(rights.missingGlobally(kind.takes())));
        }
        if (!tables) {
            missing.get(FenceKind.ACCOUNTS).add(TABLES);
            return new Able(missing, Optional.empty());
        }
        try {
            return new Able(missing, Optional.of(UnboundAccounts.look(session, ours, deadline)));
        } catch (ExecutionException e) {
            // Such as a view whose definer is gone: the other fence needs it not.
            missing.get(FenceKind.ACCOUNTS)
                    .add(TABLES + " as printed: " + e.getCause().getMessage());
            return new Able(missing, Optional.empty());
        }
    }
}
