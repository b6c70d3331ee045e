package org.rsvpplatform.database.capacity;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.rsvpplatform.kit.observe.cause.Signal;
import org.rsvpplatform.kit.observe.probe.Outcome;

/** For how long are the passwords of our own users still good? */
public final class Passwords implements Judgement<List<Expiry>> {
    private final Duration least;

    public Passwords(Duration least) {
        this.least = least;
    }

    @Override
    public Outcome judge(List<Expiry> expiries) {
        List<Expiry> sorted = expiries.stream().sorted(Comparator.comparing(Expiry::left)).toList();
        if (sorted.isEmpty()) {
            return Outcome.passed("no password of ours expires");
        }
        List<Expiry> soon =
                sorted.stream().filter(one -> one.left().compareTo(least) <= 0).toList();
        if (soon.isEmpty()) {
            return Outcome.passed(described(sorted));
        }
        return Outcome.degraded(
                new Signal.Fact("password-expiring", described(soon), values(soon.getFirst())));
    }

    /** What the remedies name. */
    private static Map<String, String> values(Expiry first) {
        return first.host().isEmpty()
                ? Map.of("role", first.role())
                : Map.of("role", first.role(), "roleHost", first.host());
    }

    private static String described(List<Expiry> expiries) {
        return expiries.stream()
                .map(
                        one ->
                                one.left().isNegative()
                                        ? "the password of %s expired on %s"
                                                .formatted(one.account(), one.on())
                                        : "the password of %s expires in %d days, on %s"
                                                .formatted(
                                                        one.account(),
                                                        one.left().toDays(),
                                                        one.on()))
                .collect(Collectors.joining("; "));
    }
}
