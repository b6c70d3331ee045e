package org.rsvpplatform.sandbox.fault;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.rsvpplatform.sandbox.proxy.FaultLink;
import org.rsvpplatform.sandbox.proxy.Wire;

/** The faults on the way to a server, the same for every kind of server. */
public final class WireFaults {
    private static final Duration DEFAULT_DELAY = Duration.ofMillis(400);
    private static final Duration LONGEST_DELAY = Duration.ofMinutes(1);
    private static final String WHICH = " (=service or =programs cuts only that link)";

    private WireFaults() {}

    /** Faults of these links; each cuts all of them, or the one named in its argument. */
    public static List<Fault> on(List<FaultLink> links) {
        return List.of(
                cut(links, "refuse", "connections are refused on the way", new Wire.Refuse()),
                cut(links, "blackhole", "connection requests get no answer", new Wire.Blackhole()),
                cut(links, "reset", "connections are accepted, then reset", new Wire.Reset()),
                Fault.taking(
                        "slow",
                        "each answer comes later, by the milliseconds in =MS (default 400)",
                        argument -> slow(links, argument)));
    }

    /** The fault of a standby's way to its primary. */
    public static Fault onReplication(Supplier<FaultLink> link) {
        return Fault.taking(
                "cut-replication",
                "the link from the standby to the primary is cut (=silent: nothing passes, and"
                        + " nobody is told)",
                argument -> {
                    argument.ifPresent(
                            text ->
                                    Argument.word(
                                            text, List.of("silent"), "cut-replication=silent"));
                    link.get().set(argument.isPresent() ? new Wire.Blackhole() : new Wire.Refuse());
                });
    }

    private static Fault cut(List<FaultLink> links, String name, String description, Wire wire) {
        return Fault.taking(
                name,
                description + WHICH,
                argument -> named(links, argument).forEach(link -> link.set(wire)));
    }

    private static List<FaultLink> named(List<FaultLink> links, Optional<String> name) {
        if (name.isEmpty()) {
            return links;
        }
        List<FaultLink> found =
                links.stream().filter(link -> link.name().equals(name.get())).toList();
        if (found.isEmpty()) {
            throw new FaultRefused(
                    "No link '%s'".formatted(name.get()),
                    "the links are " + links.stream().map(FaultLink::name).toList(),
                    "leave the argument out to cut all of them");
        }
        return found;
    }

    private static void slow(List<FaultLink> links, Optional<String> argument) {
        Duration delay = argument.map(WireFaults::milliseconds).orElse(DEFAULT_DELAY);
        links.forEach(link -> link.set(new Wire.Slow(delay)));
    }

    private static Duration milliseconds(String text) {
        try {
            Duration delay = Duration.ofMillis(Long.parseLong(text));
            if (delay.isPositive() && delay.compareTo(LONGEST_DELAY) <= 0) {
                return delay;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new FaultRefused(
                "Bad delay '%s'".formatted(text),
                "it is not a number of milliseconds between 1 and " + LONGEST_DELAY.toMillis(),
                "for example slow=300");
    }
}
