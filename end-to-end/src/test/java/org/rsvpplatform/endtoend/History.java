package org.rsvpplatform.endtoend;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What programs were told while the active node changed, held against what the data says in the
 * end. All times are of one monotonic clock, in nanoseconds.
 */
final class History {
    private final List<Acknowledged> acknowledged = new ArrayList<>();
    private final List<Epoch> epochs = new ArrayList<>();

    /**
     * A write that its program was told to be there.
     *
     * @param number the program's own, rising; a write that is tried again keeps it
     * @param node that took it
     * @param begun when it was sent
     * @param told when the answer came
     */
    record Acknowledged(String writer, long number, String node, long begun, long told) {}

    /**
     * From when on a node is the active one.
     *
     * @param published when programs could know it
     */
    record Epoch(long number, String active, long published) {}

    /** A row of the data, in the order in which the rows were written. */
    record Row(String writer, long number) {}

    synchronized void add(Acknowledged write) {
        acknowledged.add(write);
    }

    synchronized void add(Epoch epoch) {
        epochs.add(epoch);
    }

    synchronized long acknowledgements() {
        return acknowledged.size();
    }

    /** Those that were told after this moment, the earliest first. */
    synchronized List<Acknowledged> toldAfter(long moment) {
        return acknowledged.stream()
                .filter(write -> write.told() > moment)
                .sorted(Comparator.comparingLong(Acknowledged::told))
                .toList();
    }

    /** What should not be: {@link #lost} writes and {@link #misplaced} ones. */
    List<String> wrongs(List<Row> data) {
        List<String> wrongs = new ArrayList<>(lost(data));
        wrongs.addAll(misplaced(data));
        return wrongs;
    }

    /** Acknowledged writes that are not there. */
    synchronized List<String> lost(List<Row> data) {
        Set<Row> there = new HashSet<>(data);
        return acknowledged.stream()
                .filter(write -> !there.contains(new Row(write.writer(), write.number())))
                .map(
                        write ->
                                "write %d of %s was acknowledged by %s and is not there"
                                        .formatted(write.number(), write.writer(), write.node()))
                .toList();
    }

    /**
     * Writes that are there twice or out of order, and acknowledged ones that a node took whose
     * time was over or had not come.
     */
    synchronized List<String> misplaced(List<Row> data) {
        List<String> wrongs = new ArrayList<>();
        twice(data, wrongs);
        disordered(data, wrongs);
        takenByTheWrongNode(wrongs);
        return wrongs;
    }

    private static void twice(List<Row> data, List<String> wrongs) {
        Set<Row> seen = new HashSet<>();
        for (Row row : data) {
            if (!seen.add(row)) {
                wrongs.add("write %d of %s is there twice".formatted(row.number(), row.writer()));
            }
        }
    }

    private static void disordered(List<Row> data, List<String> wrongs) {
        Map<String, Long> last = new HashMap<>();
        for (Row row : data) {
            Long before = last.put(row.writer(), row.number());
            if (before != null && before > row.number()) {
                wrongs.add(
                        "write %d of %s stands before its write %d"
                                .formatted(before, row.writer(), row.number()));
            }
        }
    }

    /**
     * Once an epoch is published, only its active node takes what is sent from then on. And nobody
     * but the active one of an earlier epoch takes what was told before the next one was published.
     */
    private void takenByTheWrongNode(List<String> wrongs) {
        List<Epoch> rising = new ArrayList<>(epochs);
        rising.sort(Comparator.comparingLong(Epoch::number));
        for (int i = 0; i < rising.size(); i++) {
            Epoch epoch = rising.get(i);
            long end = i + 1 < rising.size() ? rising.get(i + 1).published() : Long.MAX_VALUE;
            for (Acknowledged write : acknowledged) {
                boolean within = write.begun() > epoch.published() && write.told() < end;
                if (within && !write.node().equals(epoch.active())) {
                    wrongs.add(
                            "write %d of %s was taken by %s in epoch %d, whose active one is %s"
                                    .formatted(
                                            write.number(),
                                            write.writer(),
                                            write.node(),
                                            epoch.number(),
                                            epoch.active()));
                }
            }
        }
    }
}
