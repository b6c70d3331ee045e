package org.rsvpplatform.database.benchmark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.DoubleConsumer;
import org.rsvpplatform.database.host.CpuTime;
import org.rsvpplatform.kit.act.benchmark.Measurement;
import org.rsvpplatform.kit.act.benchmark.Report;
import org.rsvpplatform.kit.act.command.RunFailed;
import org.rsvpplatform.kit.time.Deadline;
import org.rsvpplatform.kit.time.Ticker;

/** One load, from its first statement to its last. */
final class Load {
    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final int COMPUTATIONS = 20;
    private static final long LOOK_MILLIS = 100;

    private final Subject subject;
    private final Seating seating;
    private final Ticker ticker;
    private final Timetable timetable;
    private final DoubleConsumer progress;
    private volatile boolean stopped;
    private long concurrentNanos;
    private Optional<CpuTime> cpu = Optional.empty();
    private Optional<CpuTime> computing = Optional.empty();
    private double ownMillis;

    Load(
            Subject subject,
            Seating seating,
            Ticker ticker,
            Timetable timetable,
            DoubleConsumer progress) {
        this.subject = subject;
        this.seating = seating;
        this.ticker = ticker;
        this.timetable = timetable;
        this.progress = progress;
    }

    /**
     * @param first the session that is open already
     * @param allowed how many sessions there may be in all
     */
    Report run(
            Seat first,
            Subject.Standing standing,
            int allowed,
            Allowed may,
            List<Measurement> baseline,
            List<String> notes)
            throws RunFailed, InterruptedException {
        Worker alone = new Worker(subject, first, 0, ticker);
        int wanted = may.writes() ? Math.min(Seating.MOST_WORKERS, Math.max(1, allowed - 1)) : 1;
        Optional<Seat> watching = allowed > wanted ? seating.take() : Optional.empty();
        long begin = ticker.nanos();
        Subject.Counted before = counted(first);
        List<Worker> crowd = new ArrayList<>(List.of(alone));
        long statements;
        Evidence.Locks locks;
        try (Sampler sampler = new Sampler(subject, watching, ticker)) {
            alone(alone, may);
            statements = alone.statements();
            long together = ticker.nanos();
            double aloneMillis = millis(together - begin);
            crowd.addAll(seated(wanted - 1));
            together(crowd, may);
            locks =
                    sampler.locks(
                            aloneMillis + millis(ticker.nanos() - together) * crowd.size(),
                            crowd.stream().mapToLong(Worker::lockTimeouts).sum(),
                            crowd.stream().mapToDouble(Worker::lockMillis).sum());
        }
        Latencies all = new Latencies();
        all.add(seating.logins());
        crowd.forEach(worker -> all.add(worker.latencies()));
        all.over(Measure.CONCURRENT, concurrentNanos);
        int sessions = wanted + (allowed > wanted ? 1 : 0);
        int got = crowd.size() + (watching.isPresent() ? 1 : 0);
        return new Judgement(
                        new Evidence(
                                all,
                                statements,
                                cpu,
                                computing,
                                ownMillis,
                                locks,
                                counted(first).since(before),
                                seating.pool(standing.used(), standing.most(), sessions, got),
                                baseline))
                .report(notes);
    }

    private static double millis(long nanos) {
        return nanos / 1e6;
    }

    private void alone(Worker worker, Allowed may) throws RunFailed, InterruptedException {
        Deadline warm = timetable.warm();
        while (!warm.passed()) {
            round(worker, may);
        }
        worker.forget();
        Deadline end = timetable.alone();
        Optional<CpuTime> before = subject.cpu(List.of(worker.seat()));
        try (OwnTurn turn = new OwnTurn(ticker)) {
            do {
                round(worker, may);
            } while (!end.passed());
            ownMillis = turn.lateMillis();
        }
        cpu = subject.cpu(List.of(worker.seat())).flatMap(now -> before.map(now::since));
        Deadline computed = timetable.computed();
        Optional<CpuTime> beforeComputing = subject.cpu(List.of(worker.seat()));
        for (int i = 0; i < COMPUTATIONS && (i == 0 || !computed.passed()); i++) {
            worker.compute();
            progress.accept(timetable.share());
        }
        computing =
                subject.cpu(List.of(worker.seat())).flatMap(now -> beforeComputing.map(now::since));
    }

    private void round(Worker worker, Allowed may) throws RunFailed, InterruptedException {
        worker.ask();
        if (may.reads()) {
            worker.read();
        }
        if (may.writes()) {
            worker.write();
        }
        progress.accept(timetable.share());
    }

    private List<Worker> seated(int count) throws RunFailed, InterruptedException {
        List<Worker> workers = new ArrayList<>();
        for (int slot = 1; slot <= count; slot++) {
            Optional<Seat> seat = seating.take();
            if (seat.isEmpty()) {
                break;
            }
            workers.add(new Worker(subject, seat.get(), slot, ticker));
        }
        return workers;
    }

    private void together(List<Worker> crowd, Allowed may) throws RunFailed, InterruptedException {
        if (!may.writes()) {
            return;
        }
        long begin = ticker.nanos();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Void>> ends =
                    crowd.stream().map(worker -> threads.submit(() -> commits(worker))).toList();
            try {
                for (Future<Void> end : ends) {
                    await(end);
                }
            } finally {
                stopped = true;
            }
        }
        concurrentNanos = ticker.nanos() - begin;
    }

    private Void commits(Worker worker) throws RunFailed, InterruptedException {
        while (!timetable.end().passed() && !stopped) {
            worker.commitBesideOthers();
        }
        return null;
    }

    private void await(Future<Void> end) throws RunFailed, InterruptedException {
        while (true) {
            try {
                end.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                return;
            } catch (TimeoutException e) {
                progress.accept(timetable.share());
            } catch (ExecutionException e) {
                throw e.getCause() instanceof RunFailed failed
                        ? failed
                        : new RunFailed(String.valueOf(e.getCause().getMessage()), e.getCause());
            }
        }
    }

    private Subject.Counted counted(Seat seat) throws RunFailed, InterruptedException {
        try {
            return subject.counted(seat, Deadline.in(ANSWER, ticker));
        } catch (ExecutionException e) {
            throw new RunFailed(subject.said(e.getCause()), e.getCause());
        } catch (TimeoutException e) {
            throw new RunFailed("no answer within %d s".formatted(ANSWER.toSeconds()), e);
        }
    }
}
