package org.rsvpplatform.database.postgresql.failover;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.rsvpplatform.database.failover.FenceChoice;
import org.rsvpplatform.database.failover.FenceDecision;
import org.rsvpplatform.database.failover.LastWord;
import org.rsvpplatform.database.failover.Member;
import org.rsvpplatform.database.failover.PairProof;
import org.rsvpplatform.database.heartbeat.Beat;
import org.rsvpplatform.database.postgresql.connection.PostgresSession;
import org.rsvpplatform.kit.act.command.GuardReport;
import org.rsvpplatform.kit.act.failover.Fence;
import org.rsvpplatform.kit.act.failover.Guard;
import org.rsvpplatform.kit.act.failover.Loss;
import org.rsvpplatform.kit.act.failover.Patience;
import org.rsvpplatform.kit.act.failover.Promotion;
import org.rsvpplatform.kit.act.failover.Proof;
import org.rsvpplatform.kit.act.failover.StopNote;
import org.rsvpplatform.kit.act.failover.Succession;
import org.rsvpplatform.kit.act.failover.Takeover;
import org.rsvpplatform.kit.act.failover.Verb;
import org.rsvpplatform.kit.observe.domain.GroupSettings;
import org.rsvpplatform.kit.time.Ticker;

/** A standby takes its primary's place. */
public final class PostgresTakeover implements Takeover, FenceDecision.Fences {

    private static final Duration LOOK = Duration.ofMillis(400);

    /** A switchover has time: under load even a server that is well may answer late. */
    private static final Duration UNHURRIED = Duration.ofSeconds(1);

    /** Three guards and the loss bound. */
    private static final int LOOKS = 4;

    /** What was so long ago bounds nothing. */
    private static final Duration LAST_LOOK_COUNTS = Duration.ofMinutes(10);

    /** Source: FAILOVER-FACTS S1: a promotion may stall for this setting. */
    private static final Duration QUICK = Duration.ofSeconds(1);

    /** The heartbeat makes the primary send something twice a second. */
    private static final Duration SILENT = Duration.ofSeconds(1);

    private final Succession succession;
    private final Fencing fencing;
    private final Member<PostgresSession, Standing> from;
    private final Member<PostgresSession, Standing> to;
    private final GroupSettings settings;
    private final String cause;
    private final Ticker ticker;
    private final FenceDecision decision;
    private final StopNote stopNote = new StopNote();
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
        this.cause = cause;
        this.succession = succession;
        this.fencing = fencing;
        this.from = fencing.server();
        this.to = to;
        this.settings = settings;
        this.ticker = ticker;
        this.decision = new FenceDecision(succession, from, to, settings, cause, this);
        this.promotion = new PostgresPromotion(succession, to);
    }

    private Duration look() {
        return succession.verb() == Verb.SWITCHOVER ? UNHURRIED : LOOK;
    }

    @Override
    public Map<String, String> identities() {
        Map<String, String> identities = new TreeMap<>();
        identities.put("address " + from.name(), from.address());
        identities.put("address " + to.name(), to.address());
        from.last()
                .ifPresent(
                        beat ->
                                identities.put(
                                        "system " + succession.group(),
                                        beat.facts().systemIdentifier()));
        return identities;
    }

    @Override
    public List<Guard> guards() {
        return switch (succession.verb()) {
            case SWITCHOVER ->
                    List.of(
                            this::follows,
                            this::promotesQuickly,
                            this::mayPromote,
                            this::storeIsNotOlder,
                            decision::guard);
            case FAILOVER ->
                    List.of(
                            this::follows,
                            this::promotesQuickly,
                            this::mayPromote,
                            this::storeIsNotOlder,
                            this::secondObserver,
                            decision::guard);
            case FORCE -> List.of(this::mayPromote, this::storeIsNotOlder);
        };
    }

    private GuardReport mayPromote() throws InterruptedException {
        return to.rights().rights(to, succession.group());
    }

    private GuardReport storeIsNotOlder() throws InterruptedException {
        return to.rights().store(to, succession);
    }

    private GuardReport follows() throws InterruptedException {
        String name = "standby follows this primary";
        Optional<Standing> standby = to.now(look());
        Optional<Standing> primary = from.last().map(Beat::facts);
        if (standby.isEmpty() || primary.isEmpty()) {
            return GuardReport.blocks(
                    name,
                    "%s was not heard yet by the observer"
                            .formatted(standby.isEmpty() ? to.name() : from.name()),
                    "configure observer for both, and administrator: ./rsvp providers:grants "
                            + to.name());
        }
        if (!standby.get().inRecovery()) {
            return GuardReport.blocks(
                    name, to.name() + " is no standby: it takes writes", "make it one again");
        }
        if (!standby.get().systemIdentifier().equals(primary.get().systemIdentifier())) {
            return GuardReport.blocks(
                    name,
                    "%s has system identifier %s, and %s has %s: another cluster"
                            .formatted(
                                    to.name(),
                                    standby.get().systemIdentifier(),
                                    from.name(),
                                    primary.get().systemIdentifier()),
                    "copy the standby from this primary");
        }
        if (standby.get().timeline() > primary.get().timeline()) {
            return GuardReport.blocks(
                    name,
                    "%s is on timeline %d, and %s was on %d"
                            .formatted(
                                    to.name(),
                                    standby.get().timeline(),
                                    from.name(),
                                    primary.get().timeline()),
                    "copy the standby from this primary");
        }
        return GuardReport.holds(
                name,
                "both have system identifier %s; the standby is on timeline %d"
                        .formatted(standby.get().systemIdentifier(), standby.get().timeline()));
    }

    private GuardReport promotesQuickly() throws InterruptedException {
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

    /** Whether the primary gave no word of its own. */
    private boolean wordless() {
        return LastWord.of(cause) != LastWord.ITS_OWN;
    }

    /** Whether the standby has lost the primary, too: if not, only we have. */
    private GuardReport secondObserver() throws InterruptedException {
        String name = "a second observer agrees";
        if (!wordless()) {
            return GuardReport.holds(name, "%s says so itself: %s".formatted(from.name(), cause));
        }
        Optional<Standing> standby = to.now(look());
        if (standby.isEmpty()) {
            return GuardReport.blocks(
                    name, to.name() + " does not answer", "./rsvp providers:test " + to.name());
        }
        Optional<Standing.Receiver> receiver = standby.get().receiver();
        if (receiver.isEmpty()) {
            return GuardReport.holds(name, to.name() + " has no connection to it either");
        }
        if (receiver.get().isHidden()) {
            return GuardReport.blocks(
                    name,
                    to.name() + " has a receiver, and its observer may not see what it hears",
                    "GRANT pg_monitor TO its observer: ./rsvp providers:grants " + to.name());
        }
        String heard =
                "%s heard from it %d ms ago"
                        .formatted(to.name(), receiver.get().silence().toMillis());
        return receiver.get().silence().compareTo(SILENT) >= 0
                ? GuardReport.holds(name, heard)
                : GuardReport.blocks(
                        name,
                        heard + ": it lives, and its programs may write to it",
                        "mend the way from here to %s".formatted(from.address()));
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
                                "commits of %s were not seen to wait for %s within the last %d minutes: it may still acknowledge some"
                                        .formatted(
                                                from.name(),
                                                to.name(),
                                                LAST_LOOK_COUNTS.toMinutes()),
                                "make %s synchronous".formatted(to.name())));
    }

    @Override
    public String exempt() {
        return "not those of sessions that lower synchronous_commit";
    }

    @Override
    public String waitingLeavesOpen() {
        return "sessions that lower synchronous_commit themselves";
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
        long since = (long) Math.ceil(from.rate().perSecond() * age.toNanos() / 1e9);
        return Loss.atMost(
                gap + since,
                "bytes",
                "%d bytes of log were not received, and up to %d may have been written in the %d ms since the last look"
                        .formatted(gap, since, age.toMillis()));
    }

    @Override
    public Fence fence() {
        return decision.fence();
    }

    @Override
    public String fenceWord() {
        return decision.word();
    }

    @Override
    public void stickTo(String word) {
        decision.stickTo(word);
    }

    @Override
    public StopNote stopNote() {
        return stopNote;
    }

    private Handover handover() {
        return new Handover(from, to, succession.verb() == Verb.SWITCHOVER, stopNote);
    }

    @Override
    public Promotion promotion() {
        return promotion;
    }

    @Override
    public Patience patience() {
        return from.patience(LOOK.multipliedBy(LOOKS), PostgresPromotion.WITHIN);
    }

    @Override
    public Proof proof() {
        return new PairProof<>(succession, from, fencing::standing, to);
    }
}
