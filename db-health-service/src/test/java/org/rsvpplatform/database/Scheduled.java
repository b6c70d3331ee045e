package org.rsvpplatform.database;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.rsvpplatform.kit.observe.health.StateChange;
import org.rsvpplatform.kit.observe.probe.CheckResult;
import org.rsvpplatform.kit.observe.probe.ProbeReport;
import org.rsvpplatform.kit.observe.provider.Layer;
import org.rsvpplatform.kit.observe.provider.State;

/** Servers that are probed as often as their configuration says, and what was seen of one. */
public final class Scheduled implements AutoCloseable {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SOON = Duration.ofSeconds(5);

    private static final Pattern AGE = Pattern.compile("logged in (\\d+) s ago");

    private final ProbedDomain domain;
    private final List<ProbeReport> reports = new CopyOnWriteArrayList<>();
    private final List<StateChange> changes = new CopyOnWriteArrayList<>();

    public Scheduled(String yaml, String provider) {
        domain = ProbedDomain.scheduled(yaml);
        domain.watch()
                .board()
                .onReport(
                        report -> {
                            if (report.provider().name().equals(provider)) {
                                reports.add(report);
                            }
                        });
        domain.watch()
                .board()
                .onChange(
                        change -> {
                            if (change.provider().name().equals(provider)) {
                                changes.add(change);
                            }
                        });
    }

    public ProbeReport last() {
        return reports.getLast();
    }

    /** All that were seen, in their order. */
    public List<ProbeReport> reports() {
        return List.copyOf(reports);
    }

    /** The states it came into. */
    public List<State> states() {
        return changes.stream().map(StateChange::to).toList();
    }

    /** Waits for a probe through a session that is at least so old. */
    public void awaitLoginSince(long seconds) {
        await().atMost(LONG).until(() -> !reports.isEmpty() && age(last()) >= seconds);
    }

    private static long age(ProbeReport report) {
        Matcher age = AGE.matcher(login(report).outcome().evidence());
        return age.matches() ? Long.parseLong(age.group(1)) : -1;
    }

    private static CheckResult login(ProbeReport report) {
        return report.result(Layer.AUTHENTICATION).orElseThrow();
    }

    public void awaitDownAt(Layer layer) {
        await().atMost(SOON)
                .until(
                        () ->
                                states().getLast() == State.DOWN
                                        && last().reason().orElseThrow().layer() == layer);
    }

    @Override
    public void close() {
        domain.close();
    }
}
