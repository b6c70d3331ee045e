package org.rsvpplatform.kit.observe.probe;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.rsvpplatform.kit.observe.provider.Layer;

/** The alarm of one provider's slot. */
final class SlotAlarm implements Alarm {
    private final ProbeEngine engine;
    private final Slot slot;
    private final Watched<?> watched;

    SlotAlarm(ProbeEngine engine, Slot slot, Watched<?> watched) {
        this.engine = engine;
        this.slot = slot;
        this.watched = watched;
    }

    @Override
    public void lookNow() {
        if (slot.rests()) {
            return;
        }
        slot.ask(ProbeEngine.Request.ALL)
                .thenAccept(
                        report -> {
                            if (report.reason().isPresent()) {
                                engine.schedule()
                                        .schedule(
                                                () -> slot.ask(ProbeEngine.Request.ALL),
                                                SECOND_LOOK.toNanos(),
                                                TimeUnit.NANOSECONDS);
                            }
                        });
    }

    /** Each of the silences that came before it is one of the looks that a fall takes. */
    @Override
    public void silent(Layer layer, Duration after) {
        Instant now = engine.clock().instant();
        List<CheckResult> results = new ArrayList<>();
        for (Layer before : watched.opening()) {
            if (before == layer) {
                break;
            }
            results.add(
                    new CheckResult(
                            before,
                            Outcome.passed("answered when the session was opened"),
                            now,
                            Duration.ZERO));
        }
        results.add(new CheckResult(layer, new Outcome.TimedOut(after), now, after));
        ProbeReport report =
                new ProbeReport(
                        watched.provider(),
                        now,
                        engine.ticker().nanos(),
                        after,
                        Duration.ZERO,
                        List.copyOf(results),
                        List.of());
        if (engine.isInconclusive(report)) {
            return;
        }
        for (int look = 0; look < watched.cadence().fall(); look++) {
            engine.judge(report);
        }
    }

    @Override
    public void intrudes() {
        engine.intrudes();
    }
}
