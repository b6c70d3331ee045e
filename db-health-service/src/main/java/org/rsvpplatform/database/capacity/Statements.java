package org.rsvpplatform.database.capacity;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a server has counted of each kind of statement.
 *
 * @param counted those that take long, without their texts
 * @param missing what the server lacks, when it counts none; else empty
 * @param source where else they were counted; empty for the server's own counts
 */
public record Statements(List<Counted> counted, String missing, String source) {
    /** Of more kinds a server's counts are not asked for. */
    public static final int MOST = 100;

    public Statements {
        counted = List.copyOf(counted);
    }

    /**
     * One kind of statement.
     *
     * @param id the server's own
     * @param text without literals; empty when it was not asked for
     * @param p95Millis what 95 of 100 calls took at most, of all that the server has counted; empty
     *     where it counts no percentiles
     */
    public record Counted(
            String id, String text, long calls, double totalMillis, OptionalDouble p95Millis) {
        /** Both together, of one kind. */
        public Counted and(Counted more) {
            return new Counted(
                    id,
                    text,
                    calls + more.calls(),
                    totalMillis + more.totalMillis(),
                    more.p95Millis());
        }

        double mean() {
            return totalMillis / Math.max(1, calls);
        }

        Counted saying(String known) {
            return new Counted(id, known, calls, totalMillis, p95Millis);
        }
    }

    /** Those whose text is not among these. */
    public Set<String> unknown(Map<String, String> texts) {
        return counted.stream()
                .map(Counted::id)
                .filter(id -> !texts.containsKey(id))
                .collect(Collectors.toSet());
    }

    /** The same, with their texts. */
    public Statements with(Map<String, String> texts) {
        return new Statements(
                counted.stream().map(one -> one.saying(texts.getOrDefault(one.id(), ""))).toList(),
                missing,
                source);
    }

    /** The server's own counts. */
    public static Statements of(List<Counted> counted) {
        return new Statements(counted, "", "");
    }

    /** A server that counts none. */
    public static Statements none(String missing) {
        return new Statements(List.of(), missing, "");
    }
}
