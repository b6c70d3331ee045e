package org.rsvpplatform.kit.act.failover;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.rsvpplatform.kit.act.command.GuardReport;
import org.rsvpplatform.kit.act.command.RunDocument;

/**
 * The runs that have not ended, told by what their plans rest on: some keep others waiting. Of two
 * that begin at the same time the one that began first goes on.
 */
final class UnderWay {
    /** Of a change of a group's active provider, or of the fence of one that is back. */
    static final String EPOCH = "epoch ";

    /** Of one that is made to follow again: it may take long, and is no matter of other groups. */
    static final String REJOIN = "rejoin ";

    private static final String NAME = "no other run";

    private final String domain;
    private final Supplier<List<RunDocument>> open;

    UnderWay(String domain, Supplier<List<RunDocument>> open) {
        this.domain = domain;
        this.open = open;
    }

    /** A succession waits for whatever changes an active provider of its domain. */
    GuardReport noneOfDomain(String group, Optional<RunDocument> own) {
        return none(
                key -> key.startsWith(EPOCH) || key.equals(REJOIN + group),
                own,
                "no other run is under way");
    }

    /** A fence must not wait for other groups. */
    GuardReport noneOfGroup(String group, Optional<RunDocument> own) {
        return none(
                key -> key.equals(EPOCH + group) || key.equals(REJOIN + group),
                own,
                "no other run of this group is under way");
    }

    /** Whether a run of this group goes on by itself, and will end soon. */
    boolean isRunning(String group) {
        return open.get().stream()
                .filter(run -> run.state() == RunDocument.State.RUNNING && run.plan() != null)
                .anyMatch(run -> run.plan().basis().containsKey(EPOCH + group));
    }

    private GuardReport none(Predicate<String> mark, Optional<RunDocument> own, String evidence) {
        return open.get().stream()
                .filter(run -> run.plan() != null)
                .filter(run -> run.plan().basis().keySet().stream().anyMatch(mark))
                .filter(run -> own.isEmpty() || isBefore(run, own.get()))
                .findFirst()
                .map(
                        run ->
                                GuardReport.blocks(
                                        NAME,
                                        "run %s is %s%s"
                                                .formatted(
                                                        run.id(),
                                                        run.state().label(),
                                                        run.question() == null
                                                                ? ""
                                                                : ": " + run.question().text()),
                                        run.howToGoOn(domain).orElse("wait for its end")))
                .orElseGet(() -> GuardReport.holds(NAME, evidence));
    }

    private static boolean isBefore(RunDocument other, RunDocument own) {
        int order = other.startedAt().compareTo(own.startedAt());
        return order < 0 || order == 0 && other.id().compareTo(own.id()) < 0;
    }
}
