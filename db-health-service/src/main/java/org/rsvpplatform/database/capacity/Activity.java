package org.rsvpplatform.database.capacity;

import java.time.Duration;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Who is connected, and who waits for whom.
 *
 * @param limit connections that ordinary users may have
 * @param reserved connections that are kept for administrators beside these
 */
public record Activity(
        int limit, int reserved, List<ClientSession> sessions, List<LockWait> waits) {
    private static final int MOST_NAMED = 6;

    public Activity {
        sessions = List.copyOf(sessions);
        waits = List.copyOf(waits);
    }

    /**
     * Sessions that have application, user and state in common.
     *
     * @param longest how long the first of them has been in this state
     */
    public record Holder(
            String application,
            String user,
            ClientSession.State state,
            int sessions,
            Duration longest) {

        /** In words. */
        public String described() {
            return "%d %s of %s (user %s), for up to %s"
                    .formatted(
                            sessions,
                            state.label(),
                            application.isEmpty() ? "no application name" : application,
                            user,
                            Words.time(longest));
        }

        private Holder and(Holder other) {
            return new Holder(
                    application,
                    user,
                    state,
                    sessions + other.sessions,
                    longest.compareTo(other.longest) > 0 ? longest : other.longest);
        }

        private static Holder of(ClientSession session) {
            return new Holder(
                    session.application(), session.user(), session.state(), 1, session.inState());
        }
    }

    private record Key(String application, String user, ClientSession.State state) {}

    public int used() {
        return sessions.size();
    }

    public int percent() {
        return percent(used());
    }

    /** What share of the limit so many sessions are. */
    public int percent(int count) {
        return limit == 0 ? 100 : (int) (100L * count / limit);
    }

    /** By application, user and state, the most first. */
    public List<Holder> holders() {
        Map<Key, Holder> holders = new LinkedHashMap<>();
        for (ClientSession session : sessions) {
            holders.merge(
                    new Key(session.application(), session.user(), session.state()),
                    Holder.of(session),
                    Holder::and);
        }
        return holders.values().stream()
                .sorted(Comparator.comparingInt(Holder::sessions).reversed())
                .toList();
    }

    /** Those that hold most of the connections, in words. */
    public String heldBy() {
        return holders().stream()
                .limit(MOST_NAMED)
                .map(Holder::described)
                .collect(Collectors.joining("; "));
    }

    /** How many sessions are in which state; every state is there. */
    public Map<ClientSession.State, Integer> states() {
        Map<ClientSession.State, Integer> states = onlyCounted(0);
        sessions.forEach(session -> states.merge(session.state(), 1, Integer::sum));
        return states;
    }

    /** The same of sessions whose states nobody may see. */
    public static Map<ClientSession.State, Integer> onlyCounted(int count) {
        Map<ClientSession.State, Integer> states = new EnumMap<>(ClientSession.State.class);
        for (ClientSession.State state : ClientSession.State.values()) {
            states.put(state, state == ClientSession.State.HIDDEN ? count : 0);
        }
        return states;
    }

    public Optional<ClientSession> session(long pid) {
        return sessions.stream().filter(session -> session.pid() == pid).findFirst();
    }
}
