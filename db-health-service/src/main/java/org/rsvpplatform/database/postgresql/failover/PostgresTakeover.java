package org.rsvpplatform.database.postgresql.failover;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.rsvpplatform.database.failover.FenceChoice;
import org.rsvpplatform.database.failover.Member;
import org.rsvpplatform.database.failover.PairProof;
import org.rsvpplatform.database.failover.PairTakeover;
import org.rsvpplatform.database.heartbeat.Beat;
import org.rsvpplatform.database.postgresql.connection.PostgresSession;
import org.rsvpplatform.kit.act.command.GuardReport;
import org.rsvpplatform.kit.act.failover.Loss;
import org.rsvpplatform.kit.act.failover.Promotion;
import org.rsvpplatform.kit.act.failover.Proof;
import org.rsvpplatform.kit.act.failover.Succession;
import org.rsvpplatform.kit.act.failover.Verb;
import org.rsvpplatform.kit.observe.domain.GroupSettings;
import org.rsvpplatform.kit.time.Ticker;

/** A PostgreSQL standby takes its primary's place. */
public final class PostgresTakeover extends PairTakeover<PostgresSession, Standing> {
    /** Source: FAILOVER-FACTS S1: a promotion may stall for this setting. */
    private static final Duration QUICK = Duration.ofSeconds(1);

    private final Fencing fencing;
    private final PostgresPromotion promotion;

    /**
     * @param fencing of the primary
     * @param cause why the primary is DOWN; {@code unknown} when nobody knows, or it is not
     */
    public PostgresTakeover(
            Succession succession,
            Fencing fencing,
            Member<PostgresSession, Standing> to,
            GroupSettings settings,
            String cause,
            Ticker ticker) {
        super(succession, fencing.server(), to, settings, cause, ticker);
        this.fencing = fencing;
        this.promotion = new PostgresPromotion(succession, to, promotionHook());
    }

    @Override
    protected Map<String, String> identity(Standing primary) {
        return Map.of("system " + succession.group(), primary.systemIdentifier());
    }

    @Override
    protected GuardReport follows(String name, Standing standby, Standing primary) {
        if (!standby.systemIdentifier().equals(primary.systemIdentifier())) {
            return GuardReport.blocks(
                    name,
                    "%s has system identifier %s, and %s has %s: another cluster"
                            .formatted(
                                    to.name(),
                                    standby.systemIdentifier(),
                                    from.name(),
                                    primary.systemIdentifier()),
                    "copy the standby from this primary");
        }
        if (standby.timeline() > primary.timeline()) {
            return GuardReport.blocks(
                    name,
                    "%s is on timeline %d, and %s was on %d"
                            .formatted(
                                    to.name(), standby.timeline(), from.name(), primary.timeline()),
                    "copy the standby from this primary");
        }
        return GuardReport.holds(
                name,
                "both have system identifier %s; the standby is on timeline %d"
                        .formatted(standby.systemIdentifier(), standby.timeline()));
    }

    @Override
    protected GuardReport promotesQuickly() throws InterruptedException {
        String name = "standby promotes quickly";
        Duration retry = to.now(look()).map(Standing::retry).orElse(null);
        if (retry == null) {
            return GuardReport.blocks(
                    name, to.name() + " does not answer", "./rsvp providers:test " + to.name());
        }
        String evidence = "wal_retrieve_retry_interval is %d ms".formatted(retry.toMillis());
        return retry.compareTo(QUICK) <= 0
                ? GuardReport.holds(name, evidence)
                : GuardReport.blocks(
                        name,
                        evidence + ": a promotion may stall for so long",
                        "at %s: ALTER SYSTEM SET wal_retrieve_retry_interval = '100ms'; SELECT pg_reload_conf();"
                                .formatted(to.name()));
    }

    @Override
    protected GuardReport secondObserver(String name, Standing standby) {
        Optional<Standing.Receiver> receiver = standby.receiver();
        if (receiver.isEmpty()) {
            return GuardReport.holds(name, to.name() + " has no connection to it either");
        }
        if (receiver.get().isHidden()) {
            return GuardReport.blocks(
                    name,
                    to.name() + " has a receiver, and its observer may not see what it hears",
                    "GRANT pg_monitor TO its observer: ./rsvp providers:grants " + to.name());
        }
        return agrees(name, receiver.get().silence());
    }

    @Override
    public FenceChoice bySql() throws InterruptedException {
        return fencing.choose(settings.fence(), handover());
    }

    @Override
    public Optional<FenceChoice.Chosen> bySql(String word) {
        return fencing.named(word, handover());
    }

    @Override
    public Optional<FenceChoice.Lacking> withoutStandby() {
        return synchronous()
                ? Optional.empty()
                : Optional.of(
                        new FenceChoice.Lacking(
                                "commits of %s were not seen to wait for %s within the last %d minutes%s: it may still acknowledge some"
                                        .formatted(
                                                from.name(),
                                                to.name(),
                                                LAST_LOOK_COUNTS.toMinutes(),
                                                lowered()
                                                        .map(
                                                                " (%s lower synchronous_commit)"
                                                                        ::formatted)
                                                        .orElse("")),
                                "make %s synchronous".formatted(to.name())));
    }

    /** Roles and databases whose commits wait for nobody. */
    private Optional<String> lowered() {
        return from.last()
                .map(primary -> primary.facts().commits().lowered())
                .filter(who -> !who.isEmpty());
    }

    @Override
    public String exempt() {
        return "not those of sessions that lower synchronous_commit";
    }

    @Override
    public String waitingLeavesOpen() {
        return "sessions that lower synchronous_commit themselves, and commits that their own"
                + " client gives up (a query time-out)";
    }

    /** As of a last look that still counts: settings may change while nobody looks. */
    @Override
    public boolean synchronous() {
        return from.last()
                .filter(primary -> primary.age(ticker).compareTo(LAST_LOOK_COUNTS) <= 0)
                .filter(
                        primary ->
                                to.last()
                                        .filter(
                                                standby ->
                                                        primary.facts()
                                                                .commits()
                                                                .waitFor(
                                                                        standby.facts()
                                                                                .applicationName()))
                                        .isPresent())
                .isPresent();
    }

    @Override
    public Loss loss() throws InterruptedException {
        Optional<Beat<Standing>> primary = from.last();
        Optional<Standing> standby = to.now(look());
        if (primary.isEmpty() || standby.isEmpty()) {
            return Loss.unknown(
                    "%s was not heard".formatted(primary.isEmpty() ? from.name() : to.name()));
        }
        if (succession.verb() == Verb.SWITCHOVER) {
            return Loss.none("it is fenced first, and then sends all that it has");
        }
        Optional<Loss> strange = lossOfStranger(standby.get(), primary.get().facts());
        if (strange.isPresent()) {
            return strange.get();
        }
        if (synchronous()) {
            return Loss.none("each commit waits for " + to.name());
        }
        if (primary.get().recalled()) {
            return Loss.unknown(
                    "%s has not been heard since this service was started".formatted(from.name()));
        }
        Duration age = primary.get().age(ticker);
        if (age.compareTo(LAST_LOOK_COUNTS) > 0
                || primary.get().facts().written().isEmpty()
                || standby.get().written().isEmpty()) {
            return Loss.unknown(
                    "the last look at %s was %d s ago".formatted(from.name(), age.toSeconds()));
        }
        long gap =
                Math.max(
                        0,
                        primary.get().facts().written().getAsLong()
                                - standby.get().written().getAsLong());
        return lossSince(gap, age, "bytes", "");
    }

    private Handover handover() {
        return new Handover(from, to, succession.verb() == Verb.SWITCHOVER, stopNote());
    }

    @Override
    public Promotion promotion() {
        return promotion;
    }

    @Override
    public Proof proof() {
        return new PairProof<>(succession, from, fencing::standing, to);
    }
}
