package org.rsvpplatform.cli.output;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.rsvpplatform.cli.json.Json;

/** What a table of sessions is sorted by, each with the key that asks for it. */
public enum SessionSort {
    TRANSACTION('t', SessionColumn.TRANSACTION, longest("transactionSeconds")),
    AGE('a', SessionColumn.AGE, longest("stateSeconds")),
    WAIT('w', SessionColumn.WAIT, longest("lockWaitSeconds")),
    STATE('s', SessionColumn.STATE, Comparator.comparing(s -> s.text("state"))),
    APPLICATION('n', SessionColumn.APPLICATION, Comparator.comparing(s -> s.text("application"))),
    USER('u', SessionColumn.USER, Comparator.comparing(s -> s.text("user"))),
    PID('p', SessionColumn.PID, Comparator.comparingDouble(s -> s.get("pid").number(0)));

    private static final Comparator<Json> TIES =
            Comparator.<Json, String>comparing(s -> s.text("provider"))
                    .thenComparingDouble(s -> s.get("pid").number(0));

    private final char key;
    private final SessionColumn column;
    private final Comparator<Json> order;

    SessionSort(char key, SessionColumn column, Comparator<Json> order) {
        this.key = key;
        this.column = column;
        this.order = order;
    }

    private static Comparator<Json> longest(String field) {
        return Comparator.<Json>comparingDouble(s -> s.get(field).number(0)).reversed();
    }

    /** The one that a key asks for. */
    public static Optional<SessionSort> of(int key) {
        return Arrays.stream(values()).filter(sort -> sort.key == key).findFirst();
    }

    /** The one of a word, as the command takes it; the oldest transaction first for any other. */
    public static SessionSort named(String word) {
        return Arrays.stream(values())
                .filter(sort -> sort.word().equals(word))
                .findFirst()
                .orElse(TRANSACTION);
    }

    public char key() {
        return key;
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    SessionColumn column() {
        return column;
    }

    List<Json> sorted(List<Json> sessions, boolean reversed) {
        return sessions.stream()
                .sorted((reversed ? order.reversed() : order).thenComparing(TIES))
                .toList();
    }
}
