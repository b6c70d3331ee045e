package org.rsvpplatform.database.heartbeat;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.rsvpplatform.database.connection.Observer;
import org.rsvpplatform.kit.observe.probe.Alarm;
import org.rsvpplatform.kit.observe.probe.LayerFailure;
import org.rsvpplatform.kit.observe.probe.Session;
import org.rsvpplatform.kit.observe.provider.Layer;
import org.rsvpplatform.kit.time.Deadline;
import org.rsvpplatform.kit.time.Ticker;

/**
 * Asks one server for a sign of life, through a session that stays open. The end of that session is
 * told at once, and so is a silence of three beats. While one is away that must not come back
 * unnoticed, its port is knocked at often.
 *
 * @param <S> the session
 * @param <F> what is answered
 */
public final class Heartbeat<S extends Session, F> implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Heartbeat.class.getName());
    private static final Duration EVERY = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofMillis(500);
    private static final int MISSES = 3;

    /** The longest time from the last answer until a silence is told. */
    public static final Duration SILENCE = EVERY.plus(PATIENCE.multipliedBy(MISSES));

    /**
     * Source: FAILOVER-FACTS S3: what one that is back writes grows with the time between two
     * looks.
     */
    private static final Duration KNOCK = Duration.ofMillis(25);

    /** Of a port that is open: MariaDB counts who only looks in. */
    private static final Duration SELDOM = Duration.ofSeconds(5);

    /**
     * A login takes longer than a sign of life, most of all in a service that was just started
     * beside busy programs: one that is broken off and begun again with each beat never comes
     * about. Nor does that of one that is frozen, which takes connections, and answers at once when
     * it goes on.
     */
    public static final Duration LOGIN = Duration.ofSeconds(5);

    private final String provider;
    private final Pulse<S, F> pulse;
    private final BooleanSupplier may;
    private final Consumer<Beat<F>> heard;
    private final Optional<Knock> knock;
    private final Ticker ticker;
    private final ReentrantLock asking = new ReentrantLock();
    private final Semaphore woken = new Semaphore(0);
    private volatile Alarm alarm;
    private final AtomicReference<Beat<F>> last = new AtomicReference<>();

    /** As {@link #last}, while it is heard. */
    private volatile Beat<F> present;

    private volatile boolean away;
    private volatile boolean closed;

    /** When a port that is open, and not ours to enter, is knocked at again. */
    private Deadline knocked;

    private S session;
    private long sessions;
    private int missed;

    /**
     * @param may whether a session may stay open now: the server has room, and takes our login
     * @param heard hears each answer
     * @param knock at the port of one that must not come back unnoticed
     */
    public Heartbeat(
            String provider,
            Pulse<S, F> pulse,
            BooleanSupplier may,
            Consumer<Beat<F>> heard,
            Optional<Knock> knock,
            Ticker ticker) {
        this.provider = provider;
        this.pulse = pulse;
        this.may = may;
        this.heard = heard;
        this.knock = knock;
        this.away = knock.isPresent();
        this.ticker = ticker;
        this.knocked = Deadline.in(Duration.ZERO, ticker);
    }

    /** Beats from now on, once; who hears of ends and silences. */
    public synchronized void start(Alarm listener) {
        if (alarm == null && !closed) {
            alarm = listener;
            Thread.ofVirtual().name("heartbeat " + provider).start(this::beat);
        }
    }

    /** Learns what an earlier process was answered, unless this one was already. */
    public void recall(F facts, Duration age) {
        last.compareAndSet(null, Beat.earlier(facts, age, ticker));
    }

    /** What was answered last; empty when nothing ever was. */
    public Optional<Beat<F>> last() {
        return Optional.ofNullable(last.get());
    }

    /**
     * What was answered last, while it is heard; empty when its session has ended, or is silent.
     */
    public Optional<Beat<F>> present() {
        return Optional.ofNullable(present);
    }

    /**
     * Asks now.
     *
     * @return empty when there is no answer by the deadline
     */
    public Optional<Beat<F>> now(Deadline deadline) throws InterruptedException {
        if (!asking.tryLock(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS)) {
            return Optional.empty();
        }
        try {
            Beat<F> beat = asked(deadline);
            if (closed) {
                drop(); // nobody beats any more who would end it
            }
            return Optional.of(beat);
        } catch (TimeoutException e) {
            // Its session may serve the next one, who need not begin with a login then.
            present = null;
            if (closed) {
                drop();
            }
            return Optional.empty();
        } catch (LayerFailure | ExecutionException e) {
            drop();
            return Optional.empty();
        } finally {
            asking.unlock();
        }
    }

    /**
     * Asks something else through the session that is open.
     *
     * @return empty when there is none, or it does not tell by the deadline
     */
    public <T> Optional<T> through(Observer.Question<S, T> question, Deadline deadline)
            throws InterruptedException {
        if (!asking.tryLock(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS)) {
            return Optional.empty();
        }
        try {
            return session == null ? Optional.empty() : Optional.of(question.ask(session));
        } catch (ExecutionException | TimeoutException e) {
            return Optional.empty(); // its login may not, or its end is told by itself
        } finally {
            asking.unlock();
        }
    }

    private void beat() {
        try {
            while (!closed) {
                boolean begins = away;
                Deadline next = Deadline.in(away && knocks() ? KNOCK : EVERY, ticker);
                try {
                    look();
                } catch (RuntimeException e) {
                    LOG.log(Level.WARNING, "a heartbeat of " + provider + " failed", e);
                    release();
                }
                if (away && !begins) {
                    continue;
                }
                woken.tryAcquire(next.remaining().toNanos(), TimeUnit.NANOSECONDS);
                woken.drainPermits();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            release();
        }
    }

    private void look() throws InterruptedException {
        if (away && knocks()) {
            if (knock.get().isAnswered(PATIENCE)) {
                welcome();
            }
        } else if (may.getAsBoolean()) {
            once();
        } else {
            release();
            if (!knocks()) {
                away = false;
            } else if (knocked.passed()) {
                away = !knock.get().isAnswered(PATIENCE);
                knocked = Deadline.in(SELDOM, ticker);
            }
        }
    }

    private boolean knocks() {
        return knock.filter(Knock::isWanted).isPresent();
    }

    /** Its first answer counts, whatever the probes think of its logins by now. */
    private void welcome() throws InterruptedException {
        asking.lock();
        try {
            asked(Deadline.in(LOGIN, ticker));
            missed = 0;
            away = false;
        } catch (TimeoutException e) {
            drop();
        } catch (LayerFailure | ExecutionException e) {
            drop();
            away = pulse.comes(e);
        } finally {
            asking.unlock();
        }
    }

    private void once() throws InterruptedException {
        asking.lock();
        try {
            logIn(Deadline.in(LOGIN, ticker));
            asked(Deadline.in(PATIENCE, ticker));
            missed = 0;
        } catch (TimeoutException e) {
            present = null;
            missed++;
            if (missed == MISSES) {
                alarm.silent(Layer.PROTOCOL, PATIENCE);
            }
        } catch (LayerFailure | ExecutionException e) {
            boolean wasOpen = session != null;
            missed = 0;
            drop();
            away = knocks();
            if (wasOpen) {
                alarm.lookNow();
            }
        } finally {
            asking.unlock();
        }
    }

    private Beat<F> asked(Deadline deadline)
            throws LayerFailure, ExecutionException, TimeoutException, InterruptedException {
        logIn(deadline);
        F facts = answer(deadline);
        Beat<F> beat = new Beat<>(facts, ticker.nanos(), sessions);
        last.set(beat);
        present = beat;
        heard.accept(beat);
        return beat;
    }

    /** An answer that we do not understand must not be the end of all beats. */
    private F answer(Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        try {
            return pulse.ask(session, deadline);
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, provider + " answered what is not understood", e);
            throw new ExecutionException(e);
        }
    }

    private void logIn(Deadline deadline)
            throws LayerFailure, ExecutionException, TimeoutException, InterruptedException {
        if (session == null) {
            S opened = pulse.open(deadline);
            session = opened;
            sessions++;
            pulse.onEnd(opened, () -> ended(opened));
        }
    }

    /** Ours are closed by {@link #drop}, which forgets them first. */
    private void ended(S gone) {
        Thread.ofVirtual()
                .name("heartbeat ended " + provider)
                .start(
                        () -> {
                            asking.lock();
                            boolean unexpected = session == gone;
                            if (unexpected) {
                                session = null;
                                present = null;
                                away = knocks();
                                woken.release();
                            }
                            asking.unlock();
                            if (unexpected && !closed) {
                                alarm.lookNow();
                            }
                        });
    }

    private void release() {
        asking.lock();
        try {
            missed = 0;
            drop();
        } finally {
            asking.unlock();
        }
    }

    private void drop() {
        S open = session;
        session = null;
        present = null;
        if (open != null) {
            open.close();
        }
    }

    @Override
    public void close() {
        closed = true;
        woken.release();
    }
}
