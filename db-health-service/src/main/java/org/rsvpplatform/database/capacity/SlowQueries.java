package org.rsvpplatform.database.capacity;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import org.rsvpplatform.kit.observe.cause.Signal;
import org.rsvpplatform.kit.observe.probe.Outcome;
import org.rsvpplatform.kit.time.Ticker;

/**
 * Which statements are slow? Where the server or its slow log counts them, those that finished
 * since the last look are judged by their mean; elsewhere only those that run just now are seen.
 */
public final class SlowQueries implements Judgement<SlowQueries.Picture> {
    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final int MOST_NAMED = 3;

    private final Duration slow;
    private final int most;
    private final Ticker ticker;
    private final LongAdder total = new LongAdder();
    private final Deque<Sample> samples = new ArrayDeque<>();
    private Map<String, Statements.Counted> before;
    private Set<String> running = new HashSet<>();

    /** What it looks at. */
    public record Picture(Activity activity, Statements statements) {}

    private record Sample(long at, List<Statements.Counted> slow) {}

    public SlowQueries(Duration slow, int most, Ticker ticker) {
        this.slow = slow;
        this.most = most;
        this.ticker = ticker;
    }

    /** Slow statements since this service began to look. */
    public long total() {
        return total.sum();
    }

    @Override
    public Outcome judge(Picture picture) {
        Statements statements = picture.statements();
        boolean counted = statements.missing().isEmpty();
        List<Statements.Counted> found =
                counted ? finished(statements) : running(picture.activity());
        long now = ticker.nanos();
        samples.add(new Sample(now, found));
        samples.removeIf(sample -> now - sample.at() > WINDOW.toNanos());
        found.forEach(one -> total.add(one.calls()));
        List<Statements.Counted> lately = lately();
        long calls = lately.stream().mapToLong(Statements.Counted::calls).sum();
        String seen =
                "%d slow statements (over %s) in the last minute%s%s"
                        .formatted(
                                calls,
                                Words.time(slow),
                                lately.stream()
                                        .limit(MOST_NAMED)
                                        .map(SlowQueries::described)
                                        .collect(
                                                Collectors.joining(
                                                        "; ", lately.isEmpty() ? "" : ": ", "")),
                                where(statements));
        return calls < most
                ? Outcome.passed(seen)
                : Outcome.degraded(new Signal.Fact("slow-queries", seen));
    }

    private static String where(Statements statements) {
        if (!statements.missing().isEmpty()) {
            return "; only those seen running: " + statements.missing();
        }
        return statements.source().isEmpty() ? "" : "; counted in " + statements.source();
    }

    private static String described(Statements.Counted one) {
        return "%d calls, mean %.0f ms%s: %s"
                .formatted(
                        one.calls(),
                        one.mean(),
                        one.p95Millis().isEmpty()
                                ? ""
                                : " (p95 of all so far %.0f ms)"
                                        .formatted(one.p95Millis().getAsDouble()),
                        one.text());
    }

    private List<Statements.Counted> lately() {
        Map<String, Statements.Counted> lately = new LinkedHashMap<>();
        samples.stream()
                .flatMap(sample -> sample.slow().stream())
                .forEach(one -> lately.merge(one.text(), one, Statements.Counted::and));
        return lately.values().stream()
                .sorted(Comparator.comparingDouble(Statements.Counted::totalMillis).reversed())
                .toList();
    }

    private List<Statements.Counted> finished(Statements statements) {
        Map<String, Statements.Counted> now = new HashMap<>();
        List<Statements.Counted> found = new ArrayList<>();
        // Who was not among the first of a server's many may have been counted there for long.
        boolean all =
                before != null
                        && (before.size() < Statements.MOST || !statements.source().isEmpty());
        for (Statements.Counted one : statements.counted()) {
            now.put(one.id(), one);
            Statements.Counted earlier = before == null ? null : before.get(one.id());
            Statements.Counted then = earlier == null && !all ? one : earlier;
            long calls = one.calls() - (then == null ? 0 : then.calls());
            double millis = one.totalMillis() - (then == null ? 0 : then.totalMillis());
            if (calls > 0 && millis / calls >= slow.toMillis()) {
                found.add(
                        new Statements.Counted(
                                one.text(), one.text(), calls, millis, one.p95Millis()));
            }
        }
        before = now;
        return found;
    }

    /** Each of them counts once, when it is first seen to be slow. */
    private List<Statements.Counted> running(Activity activity) {
        Set<String> now = new HashSet<>();
        List<Statements.Counted> found = new ArrayList<>();
        for (ClientSession session : activity.sessions()) {
            Duration takes = session.inStatement().orElse(Duration.ZERO);
            if (session.state() == ClientSession.State.ACTIVE && takes.compareTo(slow) >= 0) {
                String key = session.pid() + " " + session.statement();
                now.add(key);
                if (!running.contains(key)) {
                    found.add(
                            new Statements.Counted(
                                    session.statement(),
                                    session.statement(),
                                    1,
                                    takes.toMillis(),
                                    OptionalDouble.empty()));
                }
            }
        }
        running = now;
        return found;
    }
}
