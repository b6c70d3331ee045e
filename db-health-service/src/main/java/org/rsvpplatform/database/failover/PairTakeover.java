package org.rsvpplatform.database.failover;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.rsvpplatform.database.heartbeat.Beat;
import org.rsvpplatform.kit.act.command.GuardReport;
import org.rsvpplatform.kit.act.failover.Fence;
import org.rsvpplatform.kit.act.failover.Guard;
import org.rsvpplatform.kit.act.failover.HookedAct;
import org.rsvpplatform.kit.act.failover.Loss;
import org.rsvpplatform.kit.act.failover.Patience;
import org.rsvpplatform.kit.act.failover.StopNote;
import org.rsvpplatform.kit.act.failover.Succession;
import org.rsvpplatform.kit.act.failover.Takeover;
import org.rsvpplatform.kit.act.failover.Verb;
import org.rsvpplatform.kit.observe.domain.GroupSettings;
import org.rsvpplatform.kit.observe.probe.Session;
import org.rsvpplatform.kit.time.Ticker;

/**
 * A standby takes its primary's place, as far as all kinds of servers have it in common.
 *
 * @param <S> a session of their kind
 * @param <F> what they answer to a heartbeat
 */
public abstract class PairTakeover<S extends Session, F extends Stance>
        implements Takeover, FenceDecision.Fences {
    private static final Duration LOOK = Duration.ofMillis(400);

    /** A switchover has time: under load even a server that is well may answer late. */
    private static final Duration UNHURRIED = Duration.ofSeconds(1);

    /** Three guards and the loss bound. */
    private static final int LOOKS = 4;

    /** What was so long ago bounds nothing. */
    protected static final Duration LAST_LOOK_COUNTS = Duration.ofMinutes(10);

    /**
     * One that has lost its standby and us has the machine to itself: 1.16 times of what its peak
     * allowed was measured ({@code bench failover}, "its programs reach it, and neither we nor its
     * standby do").
     */
    private static final double FASTER = 2;

    /** The primary sends something twice a second, also when nobody writes. */
    protected static final Duration SILENT = Duration.ofSeconds(1);

    protected final Succession succession;
    protected final Member<S, F> from;
    protected final Member<S, F> to;
    protected final GroupSettings settings;
    protected final Ticker ticker;
    private final String cause;
    private final StopNote stopNote = new StopNote();
    private FenceDecision decision;

    /**
     * @param from the primary
     * @param to the standby
     * @param cause why the primary is DOWN; {@code unknown} when nobody knows, or it is not
     */
    protected PairTakeover(
            Succession succession,
            Member<S, F> from,
            Member<S, F> to,
            GroupSettings settings,
            String cause,
            Ticker ticker) {
        this.succession = succession;
        this.from = from;
        this.to = to;
        this.settings = settings;
        this.cause = cause;
        this.ticker = ticker;
    }

    protected final Duration look() {
        return succession.verb() == Verb.SWITCHOVER ? UNHURRIED : LOOK;
    }

    @Override
    public final Map<String, String> identities() {
        Map<String, String> identities = new TreeMap<>();
        identities.put("address " + from.name(), from.address());
        identities.put("address " + to.name(), to.address());
        from.last().map(Beat::facts).ifPresent(primary -> identities.putAll(identity(primary)));
        return identities;
    }

    /** What tells this pair from others. */
    protected abstract Map<String, String> identity(F primary);

    @Override
    public final List<Guard> guards() {
        return switch (succession.verb()) {
            case SWITCHOVER ->
                    List.of(
                            this::follows,
                            this::promotesQuickly,
                            this::mayPromote,
                            this::storeIsNotOlder,
                            this::fenced);
            case FAILOVER ->
                    List.of(
                            this::follows,
                            this::promotesQuickly,
                            this::mayPromote,
                            this::storeIsNotOlder,
                            this::secondObserver,
                            this::fenced);
            case FORCE -> List.of(this::mayPromote, this::storeIsNotOlder);
        };
    }

    private GuardReport mayPromote() throws InterruptedException {
        return to.rights()
                .rights(
                        to,
                        succession.group(),
                        promotionHook().map(PromotionHook::act).map(HookedAct::name));
    }

    /** Who promotes the standby in our place. */
    protected final Optional<PromotionHook> promotionHook() {
        return settings.promoting().map(hook -> to.promotedBy(hook, succession));
    }

    private GuardReport storeIsNotOlder() throws InterruptedException {
        return to.rights().store(to, succession);
    }

    private GuardReport follows() throws InterruptedException {
        String name = "standby follows this primary";
        Optional<F> standby = to.now(look());
        Optional<F> primary = from.last().map(Beat::facts);
        if (standby.isEmpty()) {
            return notHeard(name, to, "does not answer our observer");
        }
        if (primary.isEmpty()) {
            return notHeard(name, from, "was not heard since this service was started");
        }
        return standby.get().takesWrites()
                ? GuardReport.blocks(
                        name, to.name() + " is no standby: it takes writes", "make it one again")
                : follows(name, standby.get(), primary.get());
    }

    private static GuardReport notHeard(String name, Member<?, ?> member, String how) {
        return member.heartbeat().isEmpty()
                ? GuardReport.blocks(
                        name,
                        "%s has no observer, who would hear it".formatted(member.name()),
                        "configure observer for both, and administrator: ./rsvp providers:grants "
                                + member.name())
                : GuardReport.blocks(
                        name,
                        "%s %s".formatted(member.name(), how),
                        "./rsvp providers:test " + member.name());
    }

    /** Whether a standby follows this very primary, as the guard of that name. */
    protected abstract GuardReport follows(String name, F standby, F primary);

    /** What may be lost by one that does not follow this primary: nobody can say what it lacks. */
    protected final Optional<Loss> lossOfStranger(F standby, F primary) {
        GuardReport follows = follows("", standby, primary);
        return follows.holds() ? Optional.empty() : Optional.of(Loss.unknown(follows.evidence()));
    }

    /** Whether it would take writes at once. */
    protected abstract GuardReport promotesQuickly() throws InterruptedException;

    /** Whether the standby has lost the primary, too: if not, only we have. */
    private GuardReport secondObserver() throws InterruptedException {
        String name = "a second observer agrees";
        if (LastWord.of(cause) == LastWord.ITS_OWN) {
            return GuardReport.holds(name, "%s says so itself: %s".formatted(from.name(), cause));
        }
        Optional<F> standby = to.now(look());
        return standby.isEmpty()
                ? GuardReport.blocks(
                        name, to.name() + " does not answer", "./rsvp providers:test " + to.name())
                : secondObserver(name, standby.get());
    }

    /** What this standby hears of the primary, as the guard of that name. */
    protected abstract GuardReport secondObserver(String name, F standby);

    /** The same of one that is connected to it, by the time of its last message. */
    protected final GuardReport agrees(String name, Duration silence) {
        String heard = "%s heard from it %d ms ago".formatted(to.name(), silence.toMillis());
        return silence.compareTo(SILENT) >= 0
                ? GuardReport.holds(name, heard)
                : GuardReport.blocks(
                        name,
                        heard + ": it lives, and its programs may write to it",
                        "mend the way from here to %s".formatted(from.address()));
    }

    /** Whether there is a fence that holds. */
    protected GuardReport fenced() throws InterruptedException {
        return decision().guard();
    }

    private synchronized FenceDecision decision() {
        if (decision == null) {
            decision = new FenceDecision(succession, from, to, settings, cause, this);
        }
        return decision;
    }

    @Override
    public final Fence fence() {
        return decision().fence();
    }

    @Override
    public final String fenceWord() {
        return decision().word();
    }

    @Override
    public final void stickTo(String word) {
        decision().stickTo(word);
    }

    @Override
    public final StopNote stopNote() {
        return stopNote;
    }

    /**
     * What is lost at most of one that was heard.
     *
     * @param gap what it had written then, and the standby has not received
     * @param age how long ago that was
     * @param unit of its log, the plural word
     * @param why it may lose something; may be empty
     */
    protected final Loss lossSince(long gap, Duration age, String unit, String why) {
        OptionalDouble rate = from.rate().perSecond();
        if (rate.isEmpty()) {
            return Loss.unknown(
                    "%s was heard once, and how fast it writes is not known"
                            .formatted(from.name()));
        }
        long since = (long) Math.ceil(FASTER * rate.getAsDouble() * age.toNanos() / 1e9);
        return Loss.atMost(
                gap + since,
                unit,
                "%d %s were not received, and up to %d may have been written in the %d ms since the last look%s"
                        .formatted(
                                gap,
                                unit,
                                since,
                                age.toMillis(),
                                why.isEmpty() ? "" : " (" + why + ")"));
    }

    @Override
    public final Patience patience() {
        Duration bySql = PairPromotion.WITHIN;
        return from.patience(
                LOOK.multipliedBy(LOOKS),
                promotionHook().map(hook -> hook.within().plus(bySql)).orElse(bySql));
    }
}
