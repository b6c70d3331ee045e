package org.rsvpplatform.kit.act.failover;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.rsvpplatform.kit.store.HoldTable;
import org.rsvpplatform.kit.store.HoldTable.Row;

/** What operators said of groups and providers that holds for a while: stored, and at hand. */
public final class Holds {
    private final HoldTable table;
    private final Clock clock;
    private volatile boolean known;
    private final Map<Key, Row> rows = new ConcurrentHashMap<>();

    /** What holds. */
    public enum Kind {
        /** Of a group: nothing fails over by itself. */
        PAUSED,
        /** Of a group: its last change is known of, and another one may follow soon. */
        ACKNOWLEDGED,
        /** Of a provider: it is watched, and never acted on. */
        MAINTENANCE;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private record Key(String kind, String name) {}

    public Holds(HoldTable table, Clock clock) {
        this.table = table;
        this.clock = clock;
    }

    /**
     * Learns what is stored; call it at the start.
     *
     * @throws org.rsvpplatform.kit.store.StoreUnavailable not now
     */
    public void restore() {
        table.all().forEach(row -> rows.put(new Key(row.kind(), row.name()), row));
        known = true;
    }

    /** Whether what is stored was read: until then nobody knows what an operator has paused. */
    public boolean known() {
        return known;
    }

    /** What holds now of this kind and name. */
    public Optional<Row> of(Kind kind, String name) {
        return Optional.ofNullable(rows.get(new Key(kind.label(), name)))
                .filter(row -> row.until() == null || clock.instant().isBefore(row.until()));
    }

    /** All of a kind that hold now. */
    public List<Row> all(Kind kind) {
        return rows.values().stream()
                .filter(row -> row.kind().equals(kind.label()))
                .filter(row -> of(kind, row.name()).isPresent())
                .toList();
    }

    /**
     * @param until null when something else ends it
     * @param why may be null
     */
    public Row put(Kind kind, String name, Instant until, String by, String why) {
        Row row = new Row(kind.label(), name, clock.instant(), until, by, why);
        table.put(row);
        rows.put(new Key(row.kind(), row.name()), row);
        return row;
    }

    /**
     * @return false when there was none
     */
    public boolean end(Kind kind, String name) {
        boolean was = of(kind, name).isPresent();
        table.remove(kind.label(), name);
        rows.remove(new Key(kind.label(), name));
        return was;
    }
}
