package org.rsvpplatform.kit.observe.pool;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** What programs last said of their pools. Who has been silent for two minutes is forgotten. */
public final class ReportedPools {
    static final Duration CURRENT = Duration.ofMinutes(2);

    /** Of all providers together; the one that was reported longest ago makes room. */
    static final int MOST = 2000;

    private final Clock clock;
    private final Map<Key, Report> last = new LinkedHashMap<>();

    private record Key(String provider, String application, String instance) {}

    private record Report(PoolFigures figures, Instant at) {}

    public ReportedPools(Clock clock) {
        this.clock = clock;
    }

    /**
     * Takes a report in.
     *
     * @return whether the pool is empty now and was not before
     */
    public synchronized boolean report(String provider, PoolFigures figures) {
        forgetTheSilent();
        Report before = last.remove(new Key(provider, figures.application(), figures.instance()));
        if (last.size() == MOST) {
            last.remove(last.keySet().iterator().next());
        }
        last.put(
                new Key(provider, figures.application(), figures.instance()),
                new Report(figures, clock.instant()));
        return figures.isEmpty() && (before == null || !before.figures().isEmpty());
    }

    /** Each application's pools to this provider, all its instances together. */
    public synchronized Map<String, PoolFigures> of(String provider) {
        forgetTheSilent();
        Map<String, PoolFigures> pools = new TreeMap<>();
        last.forEach(
                (key, report) -> {
                    if (key.provider().equals(provider)) {
                        pools.merge(key.application(), report.figures(), PoolFigures::and);
                    }
                });
        return pools;
    }

    private void forgetTheSilent() {
        Instant silent = clock.instant().minus(CURRENT);
        last.values().removeIf(report -> report.at().isBefore(silent));
    }
}
