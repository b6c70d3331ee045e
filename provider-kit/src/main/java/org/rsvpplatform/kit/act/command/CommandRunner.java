package org.rsvpplatform.kit.act.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.rsvpplatform.kit.journal.Journal;
import org.rsvpplatform.kit.journal.Retention;
import org.rsvpplatform.kit.store.RunTable;
import org.rsvpplatform.kit.store.StoreUnavailable;
import org.rsvpplatform.kit.time.Deadline;

/**
 * Executes changing commands as runs on virtual threads. A run is stored before it begins and after
 * each step; one that the service's own end cut short is found at the next start, and goes on or is
 * called failed.
 */
public final class CommandRunner {
    private static final Logger LOG = System.getLogger(CommandRunner.class.getName());
    private static final int MOST_AT_ONCE = 16;
    private static final Duration LOOK = Duration.ofMillis(20);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Commands commands;
    private final RunHistory history;
    private final LiveRun.Office office;
    private final Clock clock;
    private final Plans plans;
    private final Semaphore permits = new Semaphore(MOST_AT_ONCE);
    private final Map<String, LiveRun<?>> live = new ConcurrentHashMap<>();
    private final Order order = new Order();
    private volatile boolean interruptedSettled;
    private volatile boolean ends;

    /** A document and its number: a follower asks for the next one with it. */
    public record Change(long version, RunDocument document) {}

    public CommandRunner(
            Commands commands, RunTable table, Journal journal, ObjectMapper json, Clock clock) {
        this.commands = commands;
        this.history = new RunHistory(table, json, clock);
        this.office = new LiveRun.Office(history, journal, json, clock, new AtomicBoolean());
        this.clock = clock;
        this.plans = new Plans(clock);
    }

    /**
     * What a run would do now; nothing is done.
     *
     * @throws InvalidParameters when the parameters do not do
     * @throws Refused when it must not be done now
     */
    public <P extends Record> PlanDocument plan(ChangeCommand<P, ?> command, JsonNode given) {
        return plans.keep(
                command,
                commands.storable(command, given),
                command.plan(commands.bind(command, given)));
    }

    /**
     * Begins a run.
     *
     * @param agreed the hash of a plan, or null; a command that may lose something needs one
     * @param idempotencyKey the same key with the same command answers the run that it began first
     * @throws InvalidParameters when the parameters do not do
     * @throws Refused when it must not be done now
     * @throws PlanNeeded when nobody agreed to what it would do now
     */
    public <P extends Record> RunDocument start(
            ChangeCommand<P, ?> command,
            JsonNode given,
            String agreed,
            String startedBy,
            String idempotencyKey) {
        demandLife();
        P parameters = commands.bind(command, given);
        JsonNode storable = commands.storable(command, given);
        String id = idempotencyKey == null ? newId() : idFor(command, idempotencyKey, startedBy);
        Optional<RunDocument> earlier = idempotencyKey == null ? Optional.empty() : find(id);
        if (earlier.isPresent()) {
            return sameCall(earlier.get(), storable);
        }
        Plan plan = command.plan(parameters);
        refuseBlocked(plan);
        RunDocument.Agreement agreement = plans.agreement(command, storable, plan, agreed);
        takePermit();
        LiveRun<P> entry;
        LiveRun<?> other;
        // Who is seen by others comes after those whom it can see: both would pass their guards.
        synchronized (order) {
            entry =
                    LiveRun.begin(
                            command,
                            parameters,
                            office,
                            new Run.Begin(
                                    id,
                                    command.declaration().name(),
                                    storable,
                                    agreement,
                                    startedBy,
                                    order.next(clock.instant())),
                            plan.names());
            other = live.putIfAbsent(id, entry);
        }
        if (other != null) {
            permits.release();
            return sameCall(other.document(), storable);
        }
        // Claimed first, then looked for: one that ended since the look above stands in the table.
        Optional<RunDocument> ended =
                idempotencyKey == null ? Optional.empty() : claimed(id, entry);
        if (ended.isPresent()) {
            return sameCall(ended.get(), storable);
        }
        try {
            entry.store();
        } catch (RuntimeException e) {
            release(entry);
            throw e;
        }
        go(entry, "started");
        return entry.document();
    }

    /** Each run begins later than the one before, whatever the clock says. */
    private static final class Order {
        private Instant last = Instant.EPOCH;

        Instant next(Instant now) {
            last = now.isAfter(last) ? now : last.plusNanos(1);
            return last;
        }
    }

    private static void refuseBlocked(Plan plan) {
        List<GuardReport> blocked = plan.blocked();
        if (!blocked.isEmpty()) {
            throw new Refused(
                    String.join(
                            "; ",
                            blocked.stream()
                                    .map(g -> "%s: %s".formatted(g.name(), g.evidence()))
                                    .toList()),
                    String.join("; ", blocked.stream().map(GuardReport::unblock).toList()));
        }
    }

    private void demandLife() {
        if (ends) {
            throw new Refused("this service ends", "try again in a moment");
        }
    }

    private void takePermit() {
        if (!permits.tryAcquire()) {
            throw new Refused(
                    "%d runs are under way already".formatted(MOST_AT_ONCE),
                    "wait for one of them to end");
        }
    }

    /** With a permit taken. */
    private void go(LiveRun<?> entry, String word) {
        entry.go(
                word,
                () -> {
                    permits.release();
                    forget(entry);
                });
    }

    /** An end that is stored needs no place here; {@link #settle} stores the others later. */
    private void forget(LiveRun<?> entry) {
        if (entry.isOver()) {
            live.remove(entry.id(), entry);
        }
    }

    /** The run that had this id before; the claim is then given back. */
    private Optional<RunDocument> claimed(String id, LiveRun<?> entry) {
        Optional<RunDocument> ended = Optional.empty();
        boolean looked = false;
        try {
            ended = history.find(id);
            looked = true;
        } finally {
            if (!looked || ended.isPresent()) {
                release(entry);
            }
        }
        return ended;
    }

    private void release(LiveRun<?> entry) {
        live.remove(entry.id(), entry);
        permits.release();
    }

    /** What can't be read of an earlier call is not held against the new one. */
    private static RunDocument sameCall(RunDocument earlier, JsonNode storable) {
        if (earlier.parameters() != null && !earlier.parameters().equals(storable)) {
            throw new Refused(
                    "this Idempotency-Key began a run with other parameters",
                    "use a new key for a new call");
        }
        return earlier;
    }

    /**
     * Answers the question of a halted run, which then goes on.
     *
     * @return empty when there is no such run
     * @throws Refused when it asked nothing, or this is no answer to it
     */
    public Optional<RunDocument> resume(String id, Run.Answer answer) {
        LiveRun<?> entry = live.get(id);
        if (entry == null) {
            find(id).map(RunDocument::refusedAnswer)
                    .ifPresent(
                            refused -> {
                                throw refused;
                            });
            return Optional.empty();
        }
        demandLife();
        takePermit();
        try {
            entry.answer(answer);
        } catch (RuntimeException e) {
            permits.release();
            throw e;
        }
        go(entry, "goes on: " + answer.label());
        return Optional.of(entry.document());
    }

    /**
     * Stores what could not be stored before, and settles what an earlier process left open: a run
     * that can be taken up goes on, the others are called failed. Call it when the domain is under
     * watch, before any command, and again and again after it.
     *
     * @throws StoreUnavailable not now
     */
    public void settle() {
        if (!interruptedSettled) {
            history.settleInterrupted(
                    live::containsKey,
                    this::takeUp,
                    closed ->
                            office.tell(
                                    "run.finished",
                                    closed.id(),
                                    closed.command() + " failed: " + closed.problem()));
            interruptedSettled = true;
        }
        for (LiveRun<?> entry : live.values()) {
            if (!entry.isStored()) {
                entry.store();
                forget(entry);
            }
        }
    }

    /**
     * Takes up a run of an earlier process.
     *
     * @return false when it can't be
     */
    private boolean takeUp(RunDocument left) {
        return commands.find(left.command()).orElse(null) instanceof ChangeCommand<?, ?> command
                && command.resumes()
                && takeUp(command, left);
    }

    private <P extends Record> boolean takeUp(ChangeCommand<P, ?> command, RunDocument left) {
        P parameters;
        try {
            parameters = commands.bind(command, left.parameters());
        } catch (InvalidParameters e) {
            LOG.log(Level.WARNING, "run {0} can''t go on: {1}", left.id(), e.getMessage());
            return false;
        }
        LiveRun<P> entry = LiveRun.takeUp(command, parameters, office, left);
        if (left.state() == RunDocument.State.HALTED) {
            live.put(left.id(), entry);
            return true;
        }
        if (!permits.tryAcquire()) {
            return false;
        }
        live.put(left.id(), entry);
        go(entry, "goes on after an end of the service");
        return true;
    }

    /** Whether what an earlier process left open is known, and goes on. */
    public boolean isSettled() {
        return interruptedSettled;
    }

    /**
     * Begins nothing more, and lets what stands half way come to its end: nobody serves a database
     * in the middle of its failover. What is not at its end by the deadline stays as it is stored,
     * for the next process.
     */
    public void close(Deadline deadline) throws InterruptedException {
        ends = true;
        while (live.values().stream().anyMatch(LiveRun::standsHalfWay) && deadline.pause(LOOK)) {
            // Its failures would be real ones still.
        }
        office.closed().set(true);
    }

    /**
     * Drops runs that have ended and are older or more than is to be kept; never one under way.
     *
     * @return how many went
     * @throws StoreUnavailable not now
     */
    public long prune(Retention retention) {
        return history.prune(retention);
    }

    /** The run of this id, under way or ended. */
    public Optional<RunDocument> find(String id) {
        LiveRun<?> entry = live.get(id);
        return entry != null ? Optional.of(entry.document()) : history.find(id);
    }

    /** The runs that have not ended: under way, or halted. */
    public List<RunDocument> open() {
        return live.values().stream()
                .map(LiveRun::document)
                .filter(run -> !run.state().finished())
                .toList();
    }

    /** The latest runs, newest first. */
    public List<RunDocument> latest(int limit) {
        return history.latest(limit);
    }

    /**
     * Waits for the next change of a run after the one that was seen.
     *
     * @return the same version again when nothing changed in that time; empty when there is no such
     *     run
     */
    public Optional<Change> await(String id, long seen, long millis) throws InterruptedException {
        LiveRun<?> entry = live.get(id);
        if (entry != null) {
            return Optional.of(entry.await(seen, millis));
        }
        return find(id).map(document -> new Change(Long.MAX_VALUE, document));
    }

    /**
     * Asks a run to stop before its next step.
     *
     * @throws Refused when it is halted: what was begun needs an answer
     */
    public Optional<RunDocument> cancel(String id) {
        LiveRun<?> entry = live.get(id);
        if (entry != null) {
            entry.cancel();
        }
        return find(id);
    }

    private static String newId() {
        byte[] bytes = new byte[10];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static String idFor(ChangeCommand<?, ?> command, String key, String startedBy) {
        String material = command.declaration().name() + "\n" + startedBy + "\n" + key;
        return UUID.nameUUIDFromBytes(material.getBytes(StandardCharsets.UTF_8)).toString();
    }
}
