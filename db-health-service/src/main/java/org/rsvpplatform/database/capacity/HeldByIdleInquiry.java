package org.rsvpplatform.database.capacity;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.rsvpplatform.kit.observe.cause.Finding;
import org.rsvpplatform.kit.observe.probe.Failure;
import org.rsvpplatform.kit.observe.probe.Inquiry;
import org.rsvpplatform.kit.observe.probe.Trace;
import org.rsvpplatform.kit.time.Deadline;

/**
 * Are connections short, or do sessions wait for locks, because somebody holds transactions open
 * and does nothing? Then that is the root. It says so only when there would be room without them,
 * or when one of them is what the others wait for.
 */
public final class HeldByIdleInquiry implements Inquiry {
    private static final String TOO_MANY = "db.too-many-connections";
    private static final String LOCKED = "db.lock-timeout";

    /** Source: ours; a program between two statements answers within this, or waits itself. */
    private static final Duration AT_REST = Duration.ofMillis(300);

    /** MariaDB and MySQL date a wait for a row in whole seconds. */
    private static final Duration WHOLE_SECONDS = Duration.ofSeconds(1);

    private final Look<Activity> look;
    private final Limits limits;

    /**
     * @param look may answer with what it saw lately: a server without a free slot lets nobody look
     */
    public HeldByIdleInquiry(Look<Activity> look, Limits limits) {
        this.look = look;
        this.limits = limits;
    }

    @Override
    public String name() {
        return "held-by-idle";
    }

    @Override
    public Set<String> about() {
        return Set.of(TOO_MANY, LOCKED);
    }

    @Override
    public Finding look(Failure failure, Deadline deadline, Trace trace)
            throws InterruptedException {
        return switch (look.see(failure, deadline)) {
            case Seen.There<Activity> there -> found(failure, there.value()).orElse(null);
            case Seen.Missing<Activity> missing -> {
                trace.note(missing.why());
                yield null;
            }
        };
    }

    private Optional<Finding> found(Failure failure, Activity activity) {
        return failure.candidates().contains(TOO_MANY) ? connections(activity) : locks(activity);
    }

    private Optional<Finding> connections(Activity activity) {
        Map<String, List<ClientSession>> byApplication =
                IdleTransactions.idle(activity, limits.idleInTransaction()).stream()
                        .collect(Collectors.groupingBy(ClientSession::application));
        return byApplication.values().stream()
                .max(Comparator.comparingInt(List::size))
                .filter(
                        held ->
                                activity.percent(activity.used() - held.size())
                                        < limits.connectionsPercent())
                .map(held -> finding(heldConnections(activity, held), held))
                .or(() -> taken(activity));
    }

    /** No other cause, but who it was when somebody could look. */
    private Optional<Finding> taken(Activity activity) {
        return activity.percent() < limits.connectionsPercent()
                ? Optional.empty()
                : Optional.of(
                        new Finding(
                                name(),
                                Set.of(),
                                Set.of(),
                                "the observer saw, at most %d s ago, %d of %d connections taken: %s"
                                        .formatted(
                                                limits.every().plus(SharedLook.GRACE).toSeconds(),
                                                activity.used(),
                                                activity.limit(),
                                                activity.heldBy()),
                                Map.of()));
    }

    private static String heldConnections(Activity activity, List<ClientSession> held) {
        ClientSession first = held.getFirst();
        return "%d of the %d sessions are idle in a transaction of application %s (user %s), for up to %s; without them %d %% of the %d connections would be taken"
                .formatted(
                        held.size(),
                        activity.used(),
                        first.application().isEmpty() ? "without a name" : first.application(),
                        first.user(),
                        Words.time(first.inState()),
                        activity.percent(activity.used() - held.size()),
                        activity.limit());
    }

    private Optional<Finding> locks(Activity activity) {
        return new BlockTree(activity).roots().stream().findFirst().map(this::blocking);
    }

    /**
     * One that is at work, statement after statement, does nothing only for a moment: it has to
     * have done nothing for as long as most of those before it have waited.
     */
    private Finding blocking(BlockTree.Root root) {
        return root.session()
                .filter(ClientSession::idleInTransaction)
                .filter(idle -> idle.inState().compareTo(AT_REST) >= 0)
                .filter(idle -> restsForHalf(idle.inState(), root.longest()))
                .map(
                        idle ->
                                finding(
                                        "what the others wait for does nothing: "
                                                + IdleTransactions.described(idle),
                                        List.of(idle)))
                .orElseGet(() -> atWork(root));
    }

    private static boolean restsForHalf(Duration rests, Duration longest) {
        return rests.multipliedBy(2).plus(WHOLE_SECONDS).compareTo(longest) >= 0;
    }

    /** No other cause, but the remedies can name whom to end. */
    private Finding atWork(BlockTree.Root root) {
        return new Finding(
                name(), Set.of(), Set.of(), BlockedSessions.described(root), root.facts());
    }

    private Finding finding(String evidence, List<ClientSession> held) {
        return new Finding(
                name(),
                Set.of("db.idle-in-transaction"),
                Set.of(),
                evidence,
                IdleTransactions.values(held, limits.idleInTransaction()));
    }
}
