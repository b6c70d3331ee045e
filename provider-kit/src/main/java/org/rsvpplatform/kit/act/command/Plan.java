package org.rsvpplatform.kit.act.command;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
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
     * True when who agreed to this one agreed to the other: the same steps on the same basis, and
     * no loss above these ceilings. Who agreed to a loss that nobody knows agreed to any.
     */
    boolean covers(Plan live) {
        return steps.equals(live.steps)
                && basis.equals(live.basis)
                && (unbounded || !live.unbounded && within(live.bounds, ceilings()));
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
