package org.rsvpplatform.kit.act.command;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What a change would do, before it is done. Somebody who agrees to it agrees to its steps, to the
 * things that it acts on, and to losses up to its ceilings; what always moves, such as a position
 * in a log, is no part of it.
 *
 * @param basis what it rests on, by name: identities, an epoch, a cause
 * @param bounds what may be lost at most, by unit, such as {@code bytes}; as measured now
 * @param unbounded true when nobody can say what may be lost
 * @param guards what must hold for it to begin
 */
public record Plan(
        List<Step> steps,
        SortedMap<String, String> basis,
        SortedMap<String, Long> bounds,
        boolean unbounded,
        List<GuardReport> guards) {
    private static final int HASH_BYTES = 8;

    /**
     * @param name short, unique in the plan
     * @param what a sentence
     */
    public record Step(String name, String what) {}

    public Plan {
        steps = List.copyOf(steps);
        guards = List.copyOf(guards);
    }

    /** Of steps whose names say all. */
    public static Plan of(List<String> steps) {
        return new Plan(
                steps.stream().map(name -> new Step(name, null)).toList(),
                new TreeMap<>(),
                new TreeMap<>(),
                false,
                List.of());
    }

    public List<String> names() {
        return steps.stream().map(Step::name).toList();
    }

    /** The guards that don't hold. */
    public List<GuardReport> blocked() {
        return GuardReport.blocking(guards);
    }

    /** The bounds, rounded up to a power of two: to these losses somebody agrees. */
    public SortedMap<String, Long> ceilings() {
        SortedMap<String, Long> ceilings = new TreeMap<>();
        bounds.forEach((unit, bound) -> ceilings.put(unit, ceiling(bound)));
        return ceilings;
    }

    private static long ceiling(long bound) {
        long lower = Long.highestOneBit(Math.max(0, bound));
        return lower == bound || lower > Long.MAX_VALUE / 2 ? bound : lower * 2;
    }

    /**
     * Why who agreed to this one did not agree to the other: other steps, another basis, or a loss
     * above these ceilings. Who agreed to a loss that nobody knows agreed to any.
     *
     * @return what is different, a phrase each; empty when this one covers the other
     */
    List<String> uncovered(Plan live) {
        List<String> different = new ArrayList<>();
        if (!steps.equals(live.steps)) {
            different.add(
                    names().equals(live.names())
                            ? "what its steps do"
                            : "its steps are %s now".formatted(String.join(", ", live.names())));
        }
        SortedSet<String> names = new TreeSet<>(basis.keySet());
        names.addAll(live.basis.keySet());
        for (String name : names) {
            String then = basis.getOrDefault(name, "nothing");
            String now = live.basis.getOrDefault(name, "nothing");
            if (!then.equals(now)) {
                different.add("%s was %s and is %s".formatted(name, then, now));
            }
        }
        if (!unbounded && live.unbounded) {
            different.add("nobody can say any more what would be lost");
        } else if (!unbounded && !within(live.bounds, ceilings())) {
            different.add("it may lose up to %s now".formatted(told(live.bounds)));
        }
        return different;
    }

    private static String told(Map<String, Long> bounds) {
        return bounds.entrySet().stream()
                .map(bound -> bound.getValue() + " " + bound.getKey())
                .collect(Collectors.joining(", "));
    }

    /** Whether none is above its ceiling; a unit that has none may be 0. */
    public static boolean within(Map<String, Long> bounds, Map<String, Long> ceilings) {
        return bounds.entrySet().stream()
                .allMatch(e -> e.getValue() <= ceilings.getOrDefault(e.getKey(), 0L));
    }

    /**
     * Names it.
     *
     * @param call the command and its parameters
     */
    String hash(String call) {
        String text =
                steps.stream()
                                .map(s -> s.name() + "\t" + s.what())
                                .collect(Collectors.joining("\n"))
                        + "\n"
                        + basis
                        + "\n"
                        + (unbounded ? "unbounded" : ceilings());
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest((call + "\n" + text).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
