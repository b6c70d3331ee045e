package org.rsvpplatform.kit.serve.http;

import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import org.rsvpplatform.kit.journal.Aside;
import org.rsvpplatform.kit.observe.config.Fault;
import org.rsvpplatform.kit.observe.domain.DomainWatch;
import org.rsvpplatform.kit.store.Condition;
import org.rsvpplatform.kit.store.Store;

/** What is wrong with the service itself; it goes on answering and says so. */
@Singleton
public class OwnProblems {
    private final DomainWatch watch;
    private final Store store;
    private final Aside changes;

    public OwnProblems(DomainWatch watch, Store store, Aside changes) {
        this.watch = watch;
        this.store = store;
        this.changes = changes;
    }

    /** One sentence for each; none when all is well. */
    public List<String> now() {
        List<String> problems = new ArrayList<>();
        watch.faults().stream().filter(Fault::isError).map(Fault::toString).forEach(problems::add);
        if (store.condition() instanceof Condition.Failed failed) {
            problems.add("the store fails: " + failed.reason());
        }
        changes.problem().ifPresent(problems::add);
        return problems;
    }
}
