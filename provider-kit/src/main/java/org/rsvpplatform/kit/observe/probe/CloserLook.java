package org.rsvpplatform.kit.observe.probe;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.rsvpplatform.kit.observe.cause.Finding;
import org.rsvpplatform.kit.observe.cause.Signal;
import org.rsvpplatform.kit.observe.provider.Layer;
import org.rsvpplatform.kit.time.Deadline;
import org.rsvpplatform.kit.time.Ticker;

/**
 * After a failure, beside the second probe: which layer was it really, and which of the candidate
 * causes can be confirmed or ruled out? Each question and each inquiry has 500 ms of its own.
 */
public final class CloserLook {
    private static final Duration EACH = Duration.ofMillis(500);

    private final Backend<?> backend;
    private final Clock clock;
    private final Ticker ticker;
    private final Trace trace;
    private final Queue<Attempt<?>> attempts = new ConcurrentLinkedQueue<>();
    private volatile boolean outOfTime;

    public CloserLook(Backend<?> backend, Clock clock, Ticker ticker, boolean debug) {
        this.backend = backend;
        this.clock = clock;
        this.ticker = ticker;
        this.trace = debug ? Trace.kept(ticker) : Trace.none();
    }

    /** What was sent and received while looking. */
    public List<Trace.Line> trace() {
        return trace.lines();
    }

    /** The same report with the layer named that really did not answer. */
    public ProbeReport locate(ProbeReport report) throws InterruptedException {
        boolean openingTimedOut =
                report.reason()
                        .filter(r -> r.outcome() instanceof Outcome.TimedOut)
                        .filter(r -> backend.opening().contains(r.layer()))
                        .isPresent();
        if (!openingTimedOut || backend.questions().isEmpty()) {
            return report;
        }
        List<CheckResult> located = new ArrayList<>();
        Layer failed = null;
        for (Question question : backend.questions()) {
            CheckResult result = ask(question);
            located.add(result);
            if (result.outcome().bad()) {
                failed = question.layer();
                break;
            }
        }
        return failed == null ? report : merge(report, located, failed);
    }

    private CheckResult ask(Question question) throws InterruptedException {
        long begin = ticker.nanos();
        Deadline deadline = Deadline.in(EACH, ticker);
        Outcome outcome;
        try {
            outcome =
                    started(
                                    "question " + question.layer().label(),
                                    () -> question.ask(deadline, trace))
                            .await(deadline);
        } catch (TimeoutException e) {
            outcome = new Outcome.TimedOut(EACH);
        } catch (ExecutionException e) {
            outcome = Outcome.failed(backend.signal(e.getCause()));
        }
        return new CheckResult(
                question.layer(),
                outcome,
                clock.instant(),
                Duration.ofNanos(ticker.nanos() - begin));
    }

    private ProbeReport merge(ProbeReport report, List<CheckResult> located, Layer failed) {
        List<CheckResult> merged = new ArrayList<>();
        boolean after = false;
        for (CheckResult earlier : withAll(located, report.results())) {
            CheckResult now =
                    located.stream()
                            .filter(r -> r.layer() == earlier.layer())
                            .findFirst()
                            .orElse(earlier);
            if (after && backend.opening().contains(now.layer())) {
                now =
                        new CheckResult(
                                now.layer(),
                                Outcome.skipped("needs " + failed.label()),
                                now.at(),
                                Duration.ZERO);
            } else if (!located.contains(now)
                    && now.outcome() instanceof Outcome.TimedOut
                    && !after) {
                now =
                        new CheckResult(
                                now.layer(), Outcome.passed("answered"), now.at(), now.took());
            }
            merged.add(now);
            after |= now.layer() == failed;
        }
        return report.with(List.copyOf(merged));
    }

    /** What the report does not speak of comes first: a silence may name one layer alone. */
    private static List<CheckResult> withAll(
            List<CheckResult> located, List<CheckResult> reported) {
        List<CheckResult> all =
                new ArrayList<>(
                        located.stream()
                                .filter(
                                        result ->
                                                reported.stream()
                                                        .noneMatch(
                                                                r -> r.layer() == result.layer()))
                                .toList());
        all.addAll(reported);
        return all;
    }

    private <T> Attempt<T> started(String name, Callable<T> work) {
        Attempt<T> attempt = Attempt.start(name, work);
        attempts.add(attempt);
        return attempt;
    }

    /** True while a question or an inquiry goes on although its time is over. */
    public boolean stuck() {
        return attempts.stream().anyMatch(Attempt::stuck);
    }

    /** True when an inquiry might have told, given more time. */
    public boolean outOfTime() {
        return outOfTime && !stuck();
    }

    /** Asks every inquiry that is about one of the candidates, all at once. */
    public List<Finding> inquire(Layer layer, List<Signal> signals, Set<String> candidates)
            throws InterruptedException {
        Failure failure = new Failure(layer, signals, candidates);
        Deadline deadline = Deadline.in(EACH, ticker);
        List<Attempt<Finding>> inquiries =
                backend.inquiries().stream()
                        .filter(i -> i.about().stream().anyMatch(candidates::contains))
                        .map(
                                i ->
                                        started(
                                                "inquiry " + i.name(),
                                                () -> i.look(failure, deadline, trace)))
                        .toList();
        List<Finding> findings = new ArrayList<>();
        for (Attempt<Finding> attempt : inquiries) {
            try {
                Finding finding = attempt.await(deadline);
                if (finding != null) {
                    findings.add(finding);
                }
            } catch (TimeoutException e) {
                outOfTime = true;
                trace.note("inquiry found no time: " + e.getMessage());
            } catch (ExecutionException e) {
                trace.note("inquiry could not tell: " + e.getMessage());
            }
        }
        return findings;
    }
}
