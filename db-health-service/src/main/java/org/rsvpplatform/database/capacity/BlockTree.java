package org.rsvpplatform.database.capacity;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Who waits for whom, from those at the root that wait for nobody. */
public final class BlockTree {
    private final Map<Long, LockWait> waits = new LinkedHashMap<>();
    private final Map<Long, Set<Long>> behind = new LinkedHashMap<>();
    private final Activity activity;

    public BlockTree(Activity activity) {
        this.activity = activity;
        for (LockWait wait : activity.waits()) {
            waits.put(wait.pid(), wait);
            wait.blockedBy()
                    .forEach(
                            blocker ->
                                    behind.computeIfAbsent(blocker, _ -> new LinkedHashSet<>())
                                            .add(wait.pid()));
        }
    }

    /**
     * A session that others wait for and that waits for nobody.
     *
     * @param session empty for a prepared transaction, and for one that has gone meanwhile
     * @param waiting those behind it, the nearest first
     * @param longest how long the first of them has waited
     * @param relation a table that one of them wants; empty when the server tells none
     */
    public record Root(
            long pid,
            Optional<ClientSession> session,
            List<LockWait> waiting,
            Duration longest,
            String relation) {

        /** Facts for the remedies: whom to end. Nobody ends a prepared transaction by a session. */
        public Map<String, String> facts() {
            return pid == 0
                    ? Map.of("preparedTransaction", "yes")
                    : Map.of("blockingPid", Long.toString(pid));
        }

        /** The one at the root, in words. */
        public String described() {
            return session.map(
                            s ->
                                    "%s, %s for %s"
                                            .formatted(
                                                    s.described(),
                                                    s.state().label(),
                                                    Words.time(s.inState())))
                    .orElse(pid == 0 ? "a prepared transaction" : "session " + pid);
        }
    }

    /** The roots, the one whose followers have waited longest first. */
    public List<Root> roots() {
        return behind.keySet().stream()
                .filter(pid -> !waits.containsKey(pid))
                .map(this::root)
                .sorted(Comparator.comparing(Root::longest).reversed())
                .toList();
    }

    private Root root(long pid) {
        List<LockWait> followers = followers(pid);
        Duration longest =
                followers.stream()
                        .map(LockWait::waits)
                        .max(Comparator.naturalOrder())
                        .orElse(Duration.ZERO);
        String relation =
                followers.stream()
                        .map(LockWait::relation)
                        .filter(name -> !name.isEmpty())
                        .findFirst()
                        .orElse("");
        return new Root(pid, activity.session(pid), followers, longest, relation);
    }

    private List<LockWait> followers(long root) {
        Set<Long> seen = new LinkedHashSet<>();
        Deque<Long> next = new ArrayDeque<>(List.of(root));
        while (!next.isEmpty()) {
            for (long pid : behind.getOrDefault(next.poll(), Set.of())) {
                if (seen.add(pid)) {
                    next.add(pid);
                }
            }
        }
        List<LockWait> followers = new ArrayList<>();
        seen.forEach(pid -> followers.add(waits.get(pid)));
        return followers;
    }
}
