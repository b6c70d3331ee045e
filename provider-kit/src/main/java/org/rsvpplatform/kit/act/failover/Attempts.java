package org.rsvpplatform.kit.act.failover;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.rsvpplatform.kit.act.command.GuardReport;
import org.rsvpplatform.kit.time.Deadline;
import org.rsvpplatform.kit.time.Ticker;

/**
 * What is tried again and again, for each provider by itself: less and less often, and what is in
 * its way is told once.
 */
final class Attempts {
    private static final Duration FIRST = Duration.ofSeconds(1);

    private final Map<String, Rest> rests = new HashMap<>();
    private final Map<String, List<String>> told = new HashMap<>();
    private final Duration longest;
    private final Ticker ticker;

    private record Rest(Deadline until, Duration length) {}

    /**
     * @param longest no rest between two attempts is longer
     */
    Attempts(Duration longest, Ticker ticker) {
        this.longest = longest;
        this.ticker = ticker;
    }

    /** Forgets all others: their matter is settled. */
    synchronized void keepOnly(Collection<String> providers) {
        rests.keySet().retainAll(providers);
        told.keySet().retainAll(providers);
    }

    /** Whether its next attempt has to wait. */
    synchronized boolean rests(String provider) {
        Rest rest = rests.get(provider);
        return rest != null && !rest.until().passed();
    }

    /** It was tried just now. */
    synchronized void tried(String provider) {
        Rest before = rests.get(provider);
        Duration doubled = before == null ? FIRST : before.length().multipliedBy(2);
        Duration next = doubled.compareTo(longest) > 0 ? longest : doubled;
        rests.put(provider, new Rest(Deadline.in(next, ticker), next));
    }

    /**
     * Whether other guards are in its way than those that were told last, whatever they saw; from
     * now on these are told. None are no news.
     */
    synchronized boolean isNews(String provider, List<GuardReport> blocking) {
        List<String> names = names(blocking);
        return !names.equals(told.put(provider, names)) && !names.isEmpty();
    }

    /** Whether these guards are in its way, and were told. */
    synchronized boolean wasTold(String provider, List<GuardReport> blocking) {
        return !blocking.isEmpty() && names(blocking).equals(told.get(provider));
    }

    private static List<String> names(List<GuardReport> blocking) {
        return blocking.stream().map(GuardReport::name).toList();
    }
}
