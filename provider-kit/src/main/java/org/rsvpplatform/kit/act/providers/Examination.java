package org.rsvpplatform.kit.act.providers;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.rsvpplatform.kit.observe.cause.Diagnosis;
import org.rsvpplatform.kit.observe.domain.DomainWatch;
import org.rsvpplatform.kit.observe.health.DomainStatus;
import org.rsvpplatform.kit.observe.health.HealthBoard;
import org.rsvpplatform.kit.observe.probe.ProbeEngine;
import org.rsvpplatform.kit.observe.probe.ProbeReport;
import org.rsvpplatform.kit.observe.probe.Trace;
import org.rsvpplatform.kit.observe.provider.Layer;
import org.rsvpplatform.kit.observe.provider.Provider;
import org.rsvpplatform.kit.observe.provider.State;
import org.rsvpplatform.kit.time.Millis;

/** Fresh probes of several providers at once, each explained to the end. */
public final class Examination {
    private final DomainWatch watch;

    public Examination(DomainWatch watch) {
        this.watch = watch;
    }

    /**
     * What one provider answered just now.
     *
     * @param state as seen in this one probe
     * @param trace what was sent and received; absent unless asked for
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Answer(
            String provider,
            State state,
            double tookMs,
            List<DomainStatus.CheckStatus> checks,
            Diagnosis diagnosis,
            List<Trace.Line> trace) {}

    /** Probes them all at once; the answers stand in the order of the providers. */
    public List<Answer> of(
            List<Provider> providers, Set<Layer> layers, Optional<Duration> deadline, boolean debug)
            throws InterruptedException {
        ProbeEngine.Request request = new ProbeEngine.Request(layers, deadline, debug);
        List<CompletableFuture<Answer>> answers = new ArrayList<>();
        for (Provider provider : providers) {
            answers.add(
                    watch.engine()
                            .probe(provider.name(), request)
                            .thenApplyAsync(
                                    report -> explain(report, debug),
                                    task -> Thread.ofVirtual().start(task)));
        }
        List<Answer> done = new ArrayList<>();
        for (CompletableFuture<Answer> answer : answers) {
            try {
                done.add(answer.get());
            } catch (ExecutionException e) {
                throw new IllegalStateException(e.getCause());
            }
        }
        return done;
    }

    private Answer explain(ProbeReport report, boolean debug) {
        HealthBoard.Explained explained = watch.board().explain(report, debug);
        ProbeReport located = explained.report();
        return new Answer(
                located.provider().name(),
                located.observed(),
                Millis.of(located.took()),
                HealthBoard.checks(located),
                explained.diagnosis().orElse(null),
                debug ? explained.trace() : null);
    }
}
