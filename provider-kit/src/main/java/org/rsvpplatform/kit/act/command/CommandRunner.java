package org.rsvpplatform.kit.act.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.rsvpplatform.kit.journal.Event;
import org.rsvpplatform.kit.journal.Journal;
import org.rsvpplatform.kit.journal.Retention;
import org.rsvpplatform.kit.store.RunTable;
import org.rsvpplatform.kit.store.StoreUnavailable;

/**
 * Executes changing commands as runs on virtual threads. A run is stored before it begins and after
 * each step; one that the service's own end cut short is found at the next start and called failed.
 */
public final class CommandRunner {
    private static final Logger LOG = System.getLogger(CommandRunner.class.getName());
    private static final int MOST_AT_ONCE = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Commands commands;
    private final RunHistory history;
    private final Journal journal;
    private final ObjectMapper json;
    private final Clock clock;
    private final Semaphore permits = new Semaphore(MOST_AT_ONCE);
    private final Map<String, Live> live = new ConcurrentHashMap<>();
    private volatile boolean interruptedClosed;

    /** A run under way and how often its document has changed. */
    private static final class Live {
        private Run run;

        /** The one that was stored last; the run itself may be ahead of it. */
        private RunDocument document;

        private long version;

        synchronized void changed(RunDocument latest) {
            document = latest;
            version++;
            notifyAll();
        }

        synchronized Change await(long seen, long millis) throws InterruptedException {
            if (version <= seen) {
                wait(millis);
            }
            return new Change(version, document);
        }
    }

    /** A document and its number: a follower asks for the next one with it. */
    public record Change(long version, RunDocument document) {}

    public CommandRunner(
            Commands commands, RunTable table, Journal journal, ObjectMapper json, Clock clock) {
        this.commands = commands;
        this.history = new RunHistory(table, json, clock);
        this.journal = journal;
        this.json = json;
        this.clock = clock;
    }

    /**
     * Begins a run.
     *
     * @param idempotencyKey the same key with the same command answers the run that it began first
     * @throws InvalidParameters when the parameters do not do
     * @throws Refused when it must not be done now
     */
    public <P extends Record, R extends Record> RunDocument start(
            ChangeCommand<P, R> command, JsonNode given, String startedBy, String idempotencyKey) {
        P parameters = commands.bind(command, given);
        JsonNode storable = commands.storable(command, given);
        String id = idempotencyKey == null ? newId() : idFor(command, idempotencyKey, startedBy);
        Optional<RunDocument> earlier = idempotencyKey == null ? Optional.empty() : find(id);
        if (earlier.isPresent()) {
            return sameCall(earlier.get(), storable);
        }
        List<String> steps = command.steps(parameters);
        if (!permits.tryAcquire()) {
            throw new Refused(
                    "%d runs are under way already".formatted(MOST_AT_ONCE),
                    "wait for one of them to end");
        }
        Live entry = new Live();
        entry.run =
                new Run(
                        id,
                        command.declaration().name(),
                        storable,
                        steps,
                        startedBy,
                        clock,
                        document -> write(entry, document));
        Live other = live.putIfAbsent(id, entry);
        if (other != null) {
            permits.release();
            return sameCall(other.run.document(), storable);
        }
        // Claimed first, then looked for: one that ended since the look above stands in the table.
        Optional<RunDocument> ended =
                idempotencyKey == null ? Optional.empty() : claimed(id, entry);
        if (ended.isPresent()) {
            return sameCall(ended.get(), storable);
        }
        try {
            write(entry, entry.run.document());
        } catch (RuntimeException e) {
            release(id, entry);
            throw e;
        }
        Thread.ofVirtual().name("run " + id).start(() -> execute(command, parameters, entry));
        return entry.run.document();
    }

    /** The run that had this id before; the claim is then given back. */
    private Optional<RunDocument> claimed(String id, Live entry) {
        Optional<RunDocument> ended = Optional.empty();
        boolean looked = false;
        try {
            ended = history.find(id);
            looked = true;
        } finally {
            if (!looked || ended.isPresent()) {
                release(id, entry);
            }
        }
        return ended;
    }

    private void release(String id, Live entry) {
        live.remove(id, entry);
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

    private <P extends Record, R extends Record> void execute(
            ChangeCommand<P, R> command, P parameters, Live entry) {
        Run run = entry.run;
        String name = command.declaration().name();
        RunDocument.State end = RunDocument.State.FAILED;
        JsonNode result = null;
        String problem = "an error in this program; see the service's log";
        try {
            journal("run.started", run.id(), name + " started");
            result = json.valueToTree(command.change(parameters, run));
            end = RunDocument.State.SUCCEEDED;
            problem = null;
        } catch (RunFailed | RuntimeException e) {
            end =
                    switch (e) {
                        case Run.RunCancelled _ -> RunDocument.State.CANCELLED;
                        case Refused _ -> RunDocument.State.REFUSED;
                        default -> RunDocument.State.FAILED;
                    };
            problem = e.getMessage();
        } catch (InterruptedException e) {
            problem = "interrupted";
        } finally {
            permits.release();
            end(entry, end, result, problem);
            journal("run.finished", run.id(), "%s %s".formatted(name, end.label()));
        }
    }

    /** An end that can't be stored now stays in memory, and {@link #settle} stores it later. */
    private void end(Live entry, RunDocument.State end, JsonNode result, String problem) {
        try {
            entry.run.finish(end, result, problem);
            live.remove(entry.run.id(), entry);
        } catch (StoreUnavailable e) {
            LOG.log(Level.WARNING, "the end of a run is not stored yet: {0}", e.getMessage());
            entry.changed(entry.run.document());
        }
    }

    /**
     * Stores what could not be stored before: ends of runs, and the word for runs that an earlier
     * process left open. Call it at the start before any command, and again and again after it.
     *
     * @throws StoreUnavailable not now
     */
    public void settle() {
        if (!interruptedClosed) {
            history.closeInterrupted(
                    live::containsKey,
                    closed ->
                            journal(
                                    "run.finished",
                                    closed.id(),
                                    closed.command() + " failed: " + closed.problem()));
            interruptedClosed = true;
        }
        for (Live entry : live.values()) {
            RunDocument document = entry.run.document();
            if (document.state().finished()) {
                history.save(document);
                live.remove(document.id(), entry);
            }
        }
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
        Live entry = live.get(id);
        return entry != null ? Optional.of(entry.run.document()) : history.find(id);
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
        Live entry = live.get(id);
        if (entry != null) {
            return Optional.of(entry.await(seen, millis));
        }
        return find(id).map(document -> new Change(Long.MAX_VALUE, document));
    }

    /** Asks a run to stop before its next step. */
    public Optional<RunDocument> cancel(String id) {
        Live entry = live.get(id);
        if (entry != null) {
            entry.run.cancel();
        }
        return find(id);
    }

    private void write(Live entry, RunDocument document) {
        history.save(document);
        entry.changed(document);
    }

    /** The journal tells of runs; it does not decide about them. */
    private void journal(String type, String run, String message) {
        try {
            journal.append(
                    new Event(Instant.now(clock), type, null, null, message, Map.of("run", run)));
        } catch (StoreUnavailable e) {
            LOG.log(Level.WARNING, "not journalled: {0} ({1})", message, e.getMessage());
        }
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
