package org.rsvpplatform.database.failover;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.rsvpplatform.database.connection.Doors;
import org.rsvpplatform.database.connection.Endpoint;
import org.rsvpplatform.database.connection.Login;
import org.rsvpplatform.database.connection.Observer;
import org.rsvpplatform.database.heartbeat.Beat;
import org.rsvpplatform.database.heartbeat.Beating;
import org.rsvpplatform.database.heartbeat.Heartbeat;
import org.rsvpplatform.database.heartbeat.Knock;
import org.rsvpplatform.database.heartbeat.PeakRate;
import org.rsvpplatform.database.heartbeat.Pulse;
import org.rsvpplatform.kit.observe.probe.Alarm;
import org.rsvpplatform.kit.observe.probe.Names;
import org.rsvpplatform.kit.observe.probe.Session;
import org.rsvpplatform.kit.observe.provider.Provider;
import org.rsvpplatform.kit.observe.provider.Role;
import org.rsvpplatform.kit.time.Deadline;
import org.rsvpplatform.kit.time.Ticker;

/**
 * How a server takes part in its pair: it is heard twice a second in a group that can fail over,
 * and whoever takes writes without being the active one, or has other settings, is told of at once.
 *
 * @param <S> a session of its kind
 * @param <F> what it answers to a heartbeat
 */
public final class Membership<S extends Session, F extends Stance> implements AutoCloseable {
    /** Where settings or rights change all the time, there is a look each time that this passes. */
    private static final Duration SETTLES = Duration.ofSeconds(5);

    private final Provider provider;
    private final Ticker ticker;
    private final Beating.Server beating;
    private final TakingWrites writes;
    private final PeakRate rate = new PeakRate();
    private final Administrator<S> administrator;
    private final Member<S, F> member;
    private final AtomicReference<F> writable = new AtomicReference<>();
    private volatile String settings;
    private volatile Deadline settled;
    private volatile Alarm alarm;

    /**
     * What a kind of server brings.
     *
     * @param <S> its sessions
     * @param <F> what it answers to a heartbeat
     * @param doors where its port is only knocked at
     * @param opening opens the administrator's sessions
     * @param pulse empty without an observer
     * @param mayBeat whether it has room for a session of ours, and takes our login
     */
    public record Parts<S extends Session, F extends Stance>(
            Endpoint endpoint,
            Doors doors,
            Optional<Login> administrator,
            Observer.Opening<S> opening,
            Optional<Pulse<S, F>> pulse,
            PromotionRights.Asking<S> rights,
            BooleanSupplier mayBeat) {}

    /**
     * @param beating knows who else is in the group
     */
    public Membership(
            Provider provider, Parts<S, F> parts, Beating beating, Names names, Ticker ticker) {
        this.provider = provider;
        this.ticker = ticker;
        this.settled = Deadline.in(Duration.ZERO, ticker);
        this.beating = beating.join(provider, parts.administrator().isPresent());
        this.writes = new TakingWrites(ticker);
        this.administrator = new Administrator<>(parts.administrator(), parts.opening(), ticker);
        this.member =
                new Member<>(
                        provider.name(),
                        parts.endpoint(),
                        administrator,
                        parts.pulse().map(pulse -> heartbeat(pulse, parts, names, ticker)),
                        rate,
                        new PromotionRights<>(parts.rights(), ticker),
                        new ServerPort(parts.endpoint(), names, ticker),
                        ticker);
    }

    private Heartbeat<S, F> heartbeat(
            Pulse<S, F> pulse, Parts<S, F> parts, Names names, Ticker ticker) {
        return new Heartbeat<>(
                provider.name(),
                pulse,
                () ->
                        beating.canFailOver()
                                && (parts.mayBeat().getAsBoolean() || takesWritesFor().isPresent()),
                this::heard,
                Optional.of(
                        new Knock(
                                names,
                                parts.endpoint(),
                                parts.doors(),
                                () -> provider.role() == Role.STANDBY && beating.canFailOver(),
                                ticker)),
                ticker);
    }

    private void heard(Beat<F> beat) {
        if (beat.facts().takesWrites()) {
            writable.set(beat.facts());
        }
        beat.facts().logged().ifPresent(logged -> rate.seen(logged, beat.atNanos()));
        boolean intrudes = intrudes(beat);
        writes.heard(intrudes, beat.session(), beat.atNanos());
        if (intrudes && alarm != null) {
            alarm.intrudes(); // who asks before it is watched has no need to
        }
        lookAtNewSettings(beat.facts().settings());
    }

    private void lookAtNewSettings(String now) {
        if (settings == null) {
            settings = now;
        } else if (!settings.equals(now) && settled.passed() && alarm != null) {
            settings = now;
            settled = Deadline.in(SETTLES, ticker);
            alarm.lookNow();
        }
    }

    private boolean intrudes(Beat<F> beat) {
        return provider.role() == Role.STANDBY && beat.facts().takesWrites();
    }

    public Member<S, F> member() {
        return member;
    }

    /** How it stood when it was heard taking writes last. */
    public Optional<F> whenItTookWrites() {
        return Optional.ofNullable(writable.get());
    }

    /** From now on its heart beats; the end of a session is noticed at once. */
    public void start(Alarm listener) {
        alarm = listener;
        member.heartbeat().ifPresent(heartbeat -> heartbeat.start(listener));
    }

    /**
     * For how long it has been heard taking writes without being the active one; empty when it does
     * not.
     */
    public Optional<Duration> takesWritesFor() {
        return member.present().filter(this::intrudes).map(beat -> writes.lasts());
    }

    /** What must not be forgotten; empty while it is not heard. */
    public Map<String, String> memory() {
        return member.present().map(beat -> beat.facts().memory()).orElse(Map.of());
    }

    /**
     * Learns how it stood when an earlier process heard it.
     *
     * @param age how long ago
     */
    public void recall(F facts, Duration age) {
        writable.set(facts);
        member.heartbeat().ifPresent(heartbeat -> heartbeat.recall(facts, age));
    }

    @Override
    public void close() {
        beating.close();
        administrator.close();
        member.heartbeat().ifPresent(Heartbeat::close);
    }
}
