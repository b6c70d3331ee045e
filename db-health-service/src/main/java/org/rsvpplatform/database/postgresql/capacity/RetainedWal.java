package org.rsvpplatform.database.postgresql.capacity;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.rsvpplatform.database.capacity.Judgement;
import org.rsvpplatform.database.capacity.Words;
import org.rsvpplatform.kit.observe.cause.Signal;
import org.rsvpplatform.kit.observe.probe.Outcome;

/**
 * Does the server keep its log for somebody who does not fetch it? More than {@code max_wal_size}
 * is more than it keeps for itself; with {@code max_slot_wal_keep_size} half of that is enough, as
 * the slot is lost at the whole. Source: PostgreSQL's manual, 26.2.6 Replication Slots.
 */
public final class RetainedWal implements Judgement<Picture> {
    private final OptionalLong configured;

    /**
     * @param configured bytes that are too much; empty for the server's own measure
     */
    public RetainedWal(OptionalLong configured) {
        this.configured = configured;
    }

    @Override
    public Outcome judge(Picture picture) {
        SlotsQuestion.Slots slots = picture.slots();
        if (slots.slots().isEmpty()) {
            return Outcome.passed("no replication slot keeps log");
        }
        List<SlotsQuestion.Slot> lost =
                slots.slots().stream().filter(SlotsQuestion.Slot::isLost).toList();
        if (!lost.isEmpty()) {
            return Outcome.degraded(fact("slot-lost", lost));
        }
        long most = configured.orElse(own(slots));
        List<SlotsQuestion.Slot> holding =
                slots.slots().stream()
                        .filter(slot -> slot.held() > most || slot.status().equals("unreserved"))
                        .toList();
        return holding.isEmpty()
                ? Outcome.passed(
                        "%d replication slots keep %s of log at most"
                                .formatted(
                                        slots.slots().size(),
                                        Words.bytes(slots.slots().getFirst().held())))
                : Outcome.degraded(fact("wal-retained", holding));
    }

    private static long own(SlotsQuestion.Slots slots) {
        return slots.keepSize() < 0
                ? slots.maxWalSize()
                : Math.min(slots.maxWalSize(), slots.keepSize() / 2);
    }

    private static Signal fact(String name, List<SlotsQuestion.Slot> slots) {
        return new Signal.Fact(
                name,
                slots.stream().map(RetainedWal::described).collect(Collectors.joining("; ")),
                Map.of("slot", slots.getFirst().name()));
    }

    private static String described(SlotsQuestion.Slot slot) {
        return "%s slot %s %s, %s (wal_status %s)"
                .formatted(
                        slot.type(),
                        slot.name(),
                        slot.isLost()
                                ? "can't be used any more"
                                : "keeps %s of log".formatted(Words.bytes(slot.held())),
                        slot.pid() == 0
                                ? "and nobody reads from it"
                                : "process %d reads from it".formatted(slot.pid()),
                        slot.status().isEmpty() ? "unknown" : slot.status());
    }
}
