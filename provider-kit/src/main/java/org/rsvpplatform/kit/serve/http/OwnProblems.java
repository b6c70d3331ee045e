package org.rsvpplatform.kit.serve.http;

import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.rsvpplatform.kit.act.command.CommandRunner;
import org.rsvpplatform.kit.act.command.RunDocument;
import org.rsvpplatform.kit.journal.Aside;
import org.rsvpplatform.kit.observe.config.Fault;
import org.rsvpplatform.kit.observe.domain.DomainWatch;
import org.rsvpplatform.kit.observe.probe.ProbeEngine;
import org.rsvpplatform.kit.store.Condition;
import org.rsvpplatform.kit.store.Store;

/** What is wrong with the service itself; it goes on answering and says so. */
@Singleton
public class OwnProblems {
    private static final Duration LATELY = Duration.ofSeconds(10);
    private static final int HINDERS_PERCENT = 25;

    private final DomainWatch watch;
    private final Store store;
    private final Aside changes;
    private final ProbeEngine engine;
    private final Instance<CommandRunner> runner;

    public OwnProblems(
            DomainWatch watch,
            Store store,
            Aside changes,
            ProbeEngine engine,
            Instance<CommandRunner> runner) {
        this.watch = watch;
        this.store = store;
        this.changes = changes;
        this.engine = engine;
        this.runner = runner;
    }

    private Optional<String> asking(RunDocument run) {
        return run.howToGoOn(watch.domain().name())
                .map(
                        lines ->
                                "run %s (%s) waits for an answer: %s %s"
                                        .formatted(
                                                run.id(),
                                                run.command(),
                                                run.question().text(),
                                                lines));
    }

    /** One sentence for each; none when all is well. */
    public List<String> now() {
        List<String> problems = new ArrayList<>();
        watch.faults().stream().filter(Fault::isError).map(Fault::toString).forEach(problems::add);
        if (store.condition() instanceof Condition.Failed failed) {
            problems.add("the store fails: " + failed.reason());
        }
        changes.problem().ifPresent(problems::add);
        runner.get().open().stream()
                .map(this::asking)
                .flatMap(Optional::stream)
                .forEach(problems::add);
        long percent = engine.stalls().within(LATELY).toMillis() * 100 / LATELY.toMillis();
        if (percent >= HINDERS_PERCENT) {
            problems.add(
                    "this service stood still for %d %% of the last %d s, it gets too little CPU:"
                                    .formatted(percent, LATELY.toSeconds())
                            + " an answer that it may have missed is not counted");
        }
        return problems;
    }
}
