package org.rsvpplatform.database.postgresql.capacity;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.rsvpplatform.database.capacity.Judgement;
import org.rsvpplatform.kit.observe.cause.Signal;
import org.rsvpplatform.kit.observe.probe.Outcome;
import org.rsvpplatform.kit.time.Ticker;

/**
 * Does autovacuum keep up? A table over its own threshold is cleaned at the next round, so it is
 * behind when it has been over it for three rounds ({@code autovacuum_naptime}), or when autovacuum
 * may not clean it at all.
 */
public final class VacuumBehind implements Judgement<Picture> {
    private static final int ROUNDS = 3;
    private static final int MOST_NAMED = 5;

    private final Ticker ticker;
    private final Map<String, Long> overSince = new HashMap<>();

    public VacuumBehind(Ticker ticker) {
        this.ticker = ticker;
    }

    @Override
    public Outcome judge(Picture picture) {
        if (picture.inRecovery()) {
            return Outcome.skipped("dead rows are looked at on the primary");
        }
        long now = ticker.nanos();
        List<TablesQuestion.Behind> over = picture.tables().behind();
        overSince.keySet().retainAll(over.stream().map(TablesQuestion.Behind::name).toList());
        over.forEach(table -> overSince.putIfAbsent(table.name(), now));
        double patience = ROUNDS * picture.tables().naptimeSeconds();
        List<TablesQuestion.Behind> behind =
                over.stream()
                        .filter(
                                table ->
                                        !table.enabled()
                                                || (now - overSince.get(table.name())) / 1e9
                                                        > patience)
                        .toList();
        if (behind.isEmpty()) {
            return Outcome.passed(
                    over.isEmpty()
                            ? "autovacuum keeps up"
                            : "%d tables are due for autovacuum".formatted(over.size()));
        }
        TablesQuestion.Behind first = behind.getFirst();
        return Outcome.degraded(
                new Signal.Fact(
                        "vacuum-behind",
                        behind.stream()
                                .limit(MOST_NAMED)
                                .map(VacuumBehind::described)
                                .collect(Collectors.joining("; ")),
                        Map.of(
                                "tableSchema",
                                first.schema(),
                                "table",
                                first.table(),
                                "autovacuum",
                                first.enabled() ? "on" : "off")));
    }

    private static String described(TablesQuestion.Behind table) {
        return "table %s has %,d dead rows beside %,d live ones (autovacuum is due from %,d on), %s%s"
                .formatted(
                        table.name(),
                        table.dead(),
                        table.live(),
                        table.threshold(),
                        table.cleaned().isEmpty()
                                ? "never vacuumed"
                                : "last vacuumed " + table.cleaned(),
                        table.enabled() ? "" : ", and autovacuum is switched off for it");
    }
}
