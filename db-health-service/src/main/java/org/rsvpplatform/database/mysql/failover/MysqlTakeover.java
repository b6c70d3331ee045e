package org.rsvpplatform.database.mysql.failover;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rsvpplatform.database.failover.FenceChoice;
import org.rsvpplatform.database.failover.FenceDecision;
import org.rsvpplatform.database.failover.PairProof;
import org.rsvpplatform.database.failover.PairTakeover;
import org.rsvpplatform.database.heartbeat.Beat;
import org.rsvpplatform.database.mysql.connection.MysqlSession;
import org.rsvpplatform.database.mysql.failover.Standing.Commits;
import org.rsvpplatform.database.mysql.failover.Standing.Source;
import org.rsvpplatform.kit.act.command.GuardReport;
import org.rsvpplatform.kit.act.failover.Loss;
import org.rsvpplatform.kit.act.failover.Promotion;
import org.rsvpplatform.kit.act.failover.Proof;
import org.rsvpplatform.kit.act.failover.Succession;
import org.rsvpplatform.kit.act.failover.Verb;
import org.rsvpplatform.kit.observe.domain.GroupSettings;
import org.rsvpplatform.kit.time.Ticker;

/** A MariaDB replica takes its primary's place. */
public final class MysqlTakeover extends PairTakeover<MysqlSession, Standing> {
    /** Commits that wait for so long do not begin to pass before a failover is over. */
    private static final Duration FOR_EVER = Duration.ofHours(1);

    private final Fencing fencing;
    private final Fencing ofStandby;
    private final MysqlPromotion promotion;

    /**
     * @param fencing how the primary can be fenced
     * @param ofStandby the same of the one that takes its place; both have the same accounts
     * @param cause why the primary is DOWN; {@code unknown} when nobody knows, or it is not
     */
    public MysqlTakeover(
            Succession succession,
            Fencing fencing,
            Fencing ofStandby,
            GroupSettings settings,
            String cause,
            Ticker ticker) {
        super(succession, fencing.server(), ofStandby.server(), settings, cause, ticker);
        this.fencing = fencing;
        this.ofStandby = ofStandby;
        this.promotion = new MysqlPromotion(succession, to, promotionHook());
    }

    @Override
    protected Map<String, String> identity(Standing primary) {
        return Map.of("server id " + from.name(), Long.toString(primary.serverId()));
    }

    @Override
    protected GuardReport follows(String name, Standing standby, Standing primary) {
        Optional<Source> source = standby.source();
        if (source.isEmpty()) {
            return GuardReport.blocks(
                    name,
                    "%s replicates from %d servers".formatted(to.name(), standby.sources().size()),
                    "make it a replica of %s alone".formatted(from.name()));
        }
        long expected = primary.serverId();
        if (source.get().serverId() != expected) {
            return GuardReport.blocks(
                    name,
                    "%s replicates from server_id %d, and %s has server_id %d"
                            .formatted(to.name(), source.get().serverId(), from.name(), expected),
                    "make it a replica of %s".formatted(from.name()));
        }
        return GuardReport.holds(
                name, "%s replicates from server_id %d".formatted(to.name(), expected));
    }

    @Override
    protected GuardReport promotesQuickly() throws InterruptedException {
        String name = "standby promotes quickly";
        Optional<Source> source = to.now(look()).flatMap(Standing::source);
        if (source.isEmpty()) {
            return GuardReport.blocks(
                    name, to.name() + " is no replica", "./rsvp providers:test " + to.name());
        }
        if (!source.get().applies()) {
            return GuardReport.blocks(
                    name,
                    to.name() + " does not apply what it receives",
                    "at %s: START SLAVE SQL_THREAD;".formatted(to.name()));
        }
        return source.get().delay().isZero()
                ? GuardReport.holds(name, "it applies what it receives, without a delay")
                : GuardReport.blocks(
                        name,
                        "it applies %d s later on purpose"
                                .formatted(source.get().delay().toSeconds()),
                        "at %s: STOP SLAVE; CHANGE MASTER TO MASTER_DELAY = 0; START SLAVE;"
                                .formatted(to.name()));
    }

    @Override
    protected GuardReport secondObserver(String name, Standing standby) {
        Optional<Source> source = standby.source();
        if (source.filter(Source::hears).isEmpty()) {
            return GuardReport.holds(name, to.name() + " has no connection to it either");
        }
        Duration period = source.get().heartbeat();
        if (period.isZero() || period.compareTo(SILENT) > 0) {
            return GuardReport.blocks(
                    name,
                    "%s is connected to it, and an idle source sends it a sign of life every %d ms only"
                            .formatted(to.name(), period.toMillis()),
                    "at %s: STOP SLAVE; CHANGE MASTER TO MASTER_HEARTBEAT_PERIOD = 0.5; START SLAVE;"
                            .formatted(to.name()));
        }
        return agrees(name, source.get().silence());
    }

    @Override
    protected GuardReport fenced() throws InterruptedException {
        boolean returnsWritable =
                settings.fencing().isEmpty()
                        && from.last().filter(beat -> beat.facts().startsWritable()).isPresent();
        return returnsWritable
                ? GuardReport.blocks(
                        FenceDecision.GUARD,
                        "%s takes writes as soon as it is started again: read_only is not in its option file"
                                .formatted(from.name()),
                        "configure failover.hook; or, at %s, read_only = ON in the option file and"
                                        .formatted(from.name())
                                + " SET GLOBAL read_only = ON; SET GLOBAL read_only = OFF;")
                : super.fenced();
    }

    @Override
    public FenceChoice bySql() throws InterruptedException {
        return fencing.choose(settings.fence(), handover());
    }

    @Override
    public Optional<FenceChoice.Chosen> bySql(String word) {
        return fencing.named(word, handover());
    }

    private Handover handover() {
        return new Handover(from, to, succession.verb() == Verb.SWITCHOVER, stopNote());
    }

    @Override
    public Optional<FenceChoice.Lacking> withoutStandby() {
        List<String> missing = missingForZeroLoss();
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new FenceChoice.Lacking(
                                "%s may still acknowledge commits without %s: %s"
                                        .formatted(
                                                from.name(), to.name(), String.join("; ", missing)),
                                "make %s semi-synchronous".formatted(to.name())));
    }

    @Override
    public String exempt() throws InterruptedException {
        return "%s when it is started again".formatted(ofStandby.unbound());
    }

    @Override
    public String waitingLeavesOpen() {
        return "sessions of administrators that turn rpl_semi_sync_master_enabled off, or leave"
                + " the binary log out";
    }

    /** That it may lose something all the same does not matter here. */
    @Override
    public boolean synchronous() {
        return from.last().filter(beat -> beat.facts().commits().enabled()).isPresent();
    }

    /** What of that was not so at the last look. */
    private List<String> missingForZeroLoss() {
        Optional<Commits> commits =
                from.last()
                        .filter(beat -> beat.age(ticker).compareTo(LAST_LOOK_COUNTS) <= 0)
                        .map(beat -> beat.facts().commits());
        Optional<Source> source = to.last().flatMap(beat -> beat.facts().source());
        if (commits.isEmpty() || source.isEmpty()) {
            return List.of(
                    "not both were heard within the last %d minutes"
                            .formatted(LAST_LOOK_COUNTS.toMinutes()));
        }
        List<String> missing = new ArrayList<>();
        Commits said = commits.get();
        if (!said.enabled()) {
            missing.add("rpl_semi_sync_master_enabled is OFF");
        }
        if (!said.working()) {
            missing.add("Rpl_semi_sync_master_status is OFF");
        }
        if (!said.afterSync()) {
            missing.add("rpl_semi_sync_master_wait_point is not AFTER_SYNC");
        }
        if (!said.evenAlone()) {
            missing.add("rpl_semi_sync_master_wait_no_slave is OFF");
        }
        if (said.timeout().compareTo(FOR_EVER) < 0) {
            missing.add(
                    "rpl_semi_sync_master_timeout is %d ms: commits then pass without a replica"
                            .formatted(said.timeout().toMillis()));
        }
        if (said.replicas() > 1) {
            missing.add("%d replicas confirm, any of them".formatted(said.replicas()));
        }
        if (!source.get().confirms()) {
            missing.add("Rpl_semi_sync_slave_status of %s is OFF".formatted(to.name()));
        }
        return missing;
    }

    @Override
    public Loss loss() throws InterruptedException {
        if (succession.verb() == Verb.SWITCHOVER) {
            return Loss.none("it is stopped in order, and sends all that it has");
        }
        Optional<Beat<Standing>> primary = from.last();
        Optional<Standing> standby = to.now(look());
        if (primary.isEmpty() || standby.isEmpty()) {
            return Loss.unknown(
                    "%s was not heard".formatted(primary.isEmpty() ? from.name() : to.name()));
        }
        Optional<Loss> strange = lossOfStranger(standby.get(), primary.get().facts());
        if (strange.isPresent()) {
            return strange.get();
        }
        List<String> missing = missingForZeroLoss();
        if (missing.isEmpty()) {
            return Loss.none("each commit waits for " + to.name());
        }
        if (primary.get().recalled()) {
            return Loss.unknown(
                    "%s has not been heard since this service was started".formatted(from.name()));
        }
        Duration age = primary.get().age(ticker);
        if (age.compareTo(LAST_LOOK_COUNTS) > 0) {
            return Loss.unknown(
                    "the last look at %s was %d s ago".formatted(from.name(), age.toSeconds()));
        }
        long gap =
                primary.get()
                        .facts()
                        .written()
                        .aheadOf(standby.get().source().orElseThrow().received());
        return lossSince(gap, age, "transactions", String.join("; ", missing));
    }

    @Override
    public Promotion promotion() {
        return promotion;
    }

    @Override
    public Proof proof() {
        return new PairProof<>(succession, from, Optional::empty, to);
    }
}
