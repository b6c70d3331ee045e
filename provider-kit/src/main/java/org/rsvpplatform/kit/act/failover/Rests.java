package org.rsvpplatform.kit.act.failover;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.rsvpplatform.kit.time.Deadline;
import org.rsvpplatform.kit.time.Ticker;

/** What did not come about is tried again less and less often, for each provider by itself. */
final class Rests {
    private static final Duration FIRST = Duration.ofSeconds(1);

    private final Map<String, Rest> rests = new HashMap<>();
    private final Duration longest;
    private final Ticker ticker;

    private record Rest(Deadline until, Duration length) {}

    Rests(Duration longest, Ticker ticker) {
        this.longest = longest;
        this.ticker = ticker;
    }

    /** Forgets all others: their matter is settled. */
    void keepOnly(Collection<String> providers) {
        rests.keySet().retainAll(providers);
    }

    boolean rests(String provider) {
        Rest rest = rests.get(provider);
        return rest != null && !rest.until().passed();
    }

    /** It was tried just now. */
    void tried(String provider) {
        Rest before = rests.get(provider);
        Duration doubled = before == null ? FIRST : before.length().multipliedBy(2);
        Duration next = doubled.compareTo(longest) > 0 ? longest : doubled;
        rests.put(provider, new Rest(Deadline.in(next, ticker), next));
    }
}
