package org.rsvpplatform.database.command;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.rsvpplatform.database.capacity.Activity;
import org.rsvpplatform.database.capacity.Measured;
import org.rsvpplatform.database.capacity.Seen;
import org.rsvpplatform.kit.act.providers.Target;
import org.rsvpplatform.kit.observe.domain.DomainWatch;
import org.rsvpplatform.kit.observe.provider.Provider;
import org.rsvpplatform.kit.time.Deadline;

/** Who is connected to which database, asked of all of them at once. */
final class Databases {
    private static final Duration EACH = Duration.ofMillis(1500);

    private Databases() {}

    record Answer(Provider provider, Seen<Activity> activity) {}

    /** The answers of the databases that a word names, in their order. */
    static List<Answer> activity(DomainWatch watch, String target) throws InterruptedException {
        List<Future<Answer>> asked = new ArrayList<>();
        for (Provider provider : new Target("provider", target).in(watch)) {
            Callable<Answer> question = () -> new Answer(provider, ask(watch, provider));
            FutureTask<Answer> task = new FutureTask<>(question);
            Thread.ofVirtual().name("activity " + provider.name()).start(task);
            asked.add(task);
        }
        List<Answer> answers = new ArrayList<>();
        for (Future<Answer> answer : asked) {
            try {
                answers.add(answer.get());
            } catch (ExecutionException e) {
                throw new IllegalStateException(e.getCause());
            }
        }
        return answers;
    }

    private static Seen<Activity> ask(DomainWatch watch, Provider provider)
            throws InterruptedException {
        Object backend = watch.backend(provider.name()).orElse(null);
        return backend instanceof Measured measured
                ? measured.activity(Deadline.in(EACH))
                : new Seen.Missing<>("not asked of kind " + provider.kind());
    }
}
