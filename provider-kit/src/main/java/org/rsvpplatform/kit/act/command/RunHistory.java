package org.rsvpplatform.kit.act.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.rsvpplatform.kit.journal.Retention;
import org.rsvpplatform.kit.store.RunTable;
import org.rsvpplatform.kit.store.StoredRun;

/**
 * The runs that are stored: they are read, closed when their process ended before they did, and
 * dropped in time. A document that can't be read, such as one of a newer release, is told as such:
 * it keeps nobody from the others. All methods throw {@code StoreUnavailable}.
 */
final class RunHistory {
    private static final String UNREADABLE = "its document can't be read";

    private final RunTable table;
    private final ObjectMapper json;
    private final Clock clock;

    RunHistory(RunTable table, ObjectMapper json, Clock clock) {
        this.table = table;
        this.json = json;
        this.clock = clock;
    }

    Optional<RunDocument> find(String id) {
        return table.find(id).map(this::shown);
    }

    List<RunDocument> latest(int limit) {
        return table.list(limit, null).stream().map(this::shown).toList();
    }

    void save(RunDocument document) {
        try {
            table.save(
                    new StoredRun(
                            document.id(),
                            document.command(),
                            document.state().label(),
                            document.startedAt(),
                            document.finishedAt(),
                            json.writeValueAsString(document)));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Settles what an earlier process left open.
     *
     * @param underWay tells the runs of this process by their ids
     * @param takenUp takes a run up where it was left; answers false when it can't be
     * @param closed hears of each one that is closed
     */
    void settleInterrupted(
            Predicate<String> underWay,
            Predicate<RunDocument> takenUp,
            Consumer<RunDocument> closed) {
        for (StoredRun stored : table.unfinished()) {
            // One of ours may have begun and ended since the list was made.
            if (underWay.test(stored.id()) || !isOpen(stored.id())) {
                continue;
            }
            Optional<RunDocument> open = read(stored);
            if (open.filter(takenUp).isEmpty()) {
                RunDocument document =
                        open.map(o -> failed(o, interruption(o)))
                                .orElseGet(() -> failed(unreadable(stored), UNREADABLE));
                save(document);
                closed.accept(document);
            }
        }
    }

    private boolean isOpen(String id) {
        return table.find(id).filter(stored -> stored.finished() == null).isPresent();
    }

    /** Drops ended runs that are older or more than is to be kept. */
    long prune(Retention retention) {
        return table.prune(
                clock.instant().minus(retention.age()), retention.entries(), retention.bytes());
    }

    private RunDocument shown(StoredRun stored) {
        return read(stored).orElseGet(() -> unreadable(stored));
    }

    private Optional<RunDocument> read(StoredRun stored) {
        try {
            return Optional.ofNullable(json.readValue(stored.document(), RunDocument.class))
                    .filter(RunHistory::whole);
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /** A field of another name is missing here: no fault to the reader, but one to who uses it. */
    private static boolean whole(RunDocument document) {
        return document.id() != null
                && document.command() != null
                && document.state() != null
                && document.startedAt() != null
                && document.steps() != null
                && document.steps().stream().allMatch(s -> s.name() != null && s.state() != null);
    }

    /** What the row knows beside its document. */
    private static RunDocument unreadable(StoredRun stored) {
        RunDocument.State state =
                Arrays.stream(RunDocument.State.values())
                        .filter(s -> s.label().equals(stored.state()))
                        .findFirst()
                        .orElse(RunDocument.State.FAILED);
        return new RunDocument(
                stored.id(),
                stored.command(),
                state,
                stored.started(),
                stored.finished(),
                state == RunDocument.State.SUCCEEDED ? 1 : 0,
                null,
                null,
                List.of(),
                null,
                null,
                UNREADABLE,
                null,
                null);
    }

    private static String interruption(RunDocument open) {
        String step =
                open.steps().stream()
                        .filter(s -> s.state().equals("running"))
                        .map(s -> "in step \"" + s.name() + "\"")
                        .findFirst()
                        .orElse("between two steps");
        return "the service ended " + step + "; run the command again";
    }

    private RunDocument failed(RunDocument open, String problem) {
        Instant now = clock.instant();
        return new RunDocument(
                open.id(),
                open.command(),
                RunDocument.State.FAILED,
                open.startedAt(),
                now,
                open.progress(),
                open.parameters(),
                open.plan(),
                open.steps(),
                open.notes(),
                null,
                problem,
                null,
                open.startedBy());
    }
}
