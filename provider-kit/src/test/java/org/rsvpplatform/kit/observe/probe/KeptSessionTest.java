package org.rsvpplatform.kit.observe.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.rsvpplatform.kit.observe.cause.Signal;
import org.rsvpplatform.kit.observe.provider.Layer;
import org.rsvpplatform.kit.observe.provider.Provider;
import org.rsvpplatform.kit.observe.provider.Role;
import org.rsvpplatform.kit.observe.provider.State;
import org.rsvpplatform.kit.time.Deadline;
import org.rsvpplatform.kit.time.Ticker;

/** One login for several probes, and when a new one is due. */
class KeptSessionTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Cadence QUICK =
            Cadence.DEFAULT.every(Duration.ofMillis(50)).within(Duration.ofMillis(40));

    private final List<ProbeReport> reports = new CopyOnWriteArrayList<>();
    private final Door door = new Door();
    private final ProbeEngine engine =
            new ProbeEngine(
                    4,
                    Clock.systemUTC(),
                    Ticker.system(),
                    report -> {
                        reports.add(report);
                        return QUICK.interval();
                    });

    @AfterEach
    void stop() {
        engine.close();
        await().atMost(Duration.ofSeconds(5)).until(() -> door.open.get() == 0);
    }

    @Test
    void one_login_serves_several_probes() {
        watch(LONG);

        awaitReports(6);

        assertThat(door.logins).hasValue(1);
        assertThat(door.open).hasValue(1);
        assertThat(reports.getLast().observed()).isEqualTo(State.UP);
        CheckResult login = reports.getLast().result(Layer.AUTHENTICATION).orElseThrow();
        assertThat(login.outcome().evidence()).isEqualTo("logged in 0 s ago");
        assertThat(login.at()).isEqualTo(loginOf(reports.getFirst()).at());
    }

    @Test
    void after_its_time_the_next_probe_logs_in() {
        watch(Duration.ofMillis(120));

        await().atMost(Duration.ofSeconds(5)).until(() -> door.logins.get() >= 3);

        assertThat(reports.size()).isGreaterThan(door.logins.get());
    }

    @Test
    void the_session_whose_time_is_up_is_there_until_the_next_one_has_logged_in() {
        watch(Duration.ofMillis(120));

        await().atMost(Duration.ofSeconds(5)).until(() -> door.logins.get() >= 3);

        assertThat(door.openWhenLoggingIn.subList(0, 3)).containsExactly(0, 1, 1);
    }

    @Test
    void a_session_that_is_outdated_makes_its_own_probe_log_in() {
        watch(LONG);
        awaitReports(2);

        door.refuses = true;
        door.fate = Keeping.Fate.OUTDATED;
        int seen = reports.size();

        awaitReports(seen + 3);
        assertThat(List.copyOf(reports).subList(seen + 1, seen + 3))
                .allSatisfy(
                        report -> {
                            assertThat(report.observed()).isEqualTo(State.DOWN);
                            assertThat(report.reason().orElseThrow().layer())
                                    .isEqualTo(Layer.AUTHENTICATION);
                        });
        assertThat(door.open).hasValue(0);
    }

    @Test
    void a_session_whose_place_is_wanted_is_closed_after_its_probe() {
        door.fate = Keeping.Fate.ENDS;
        watch(LONG);

        awaitReports(4);

        assertThat(door.logins.get()).isGreaterThanOrEqualTo(4);
        await().atMost(Duration.ofSeconds(5)).until(() -> door.open.get() <= 1);
    }

    @Test
    void what_fails_through_an_older_session_is_asked_through_a_new_one() {
        watch(LONG);
        awaitReports(2);

        door.current.broken = true;
        await().atMost(Duration.ofSeconds(5)).until(() -> door.logins.get() == 2);
        awaitReports(reports.size() + 2);

        assertThat(reports).allMatch(report -> report.observed() == State.UP);
    }

    @Test
    void a_probe_that_somebody_asks_for_logs_in() throws Exception {
        watch(LONG);
        awaitReports(2);

        engine.probe("a", new ProbeEngine.Request(Set.of(), Optional.empty(), false)).get();

        assertThat(door.logins).hasValue(2);
        await().atMost(Duration.ofSeconds(5)).until(() -> door.open.get() == 1);
    }

    @Test
    void one_that_is_asked_for_holds_the_old_session_until_it_has_logged_in() throws Exception {
        watch(LONG);
        awaitReports(2);

        engine.probe("a", new ProbeEngine.Request(Set.of(), Optional.empty(), false)).get();

        assertThat(door.openWhenLoggingIn).containsExactly(0, 1);
    }

    @Test
    void each_probe_tells_through_which_session_it_has_asked() {
        door.fate = Keeping.Fate.ENDS;
        watch(Duration.ZERO);

        awaitReports(3);

        assertThat(door.probed.size()).isGreaterThanOrEqualTo(3);
        assertThat(door.probed.subList(0, 3)).doesNotHaveDuplicates();
    }

    @Test
    void a_session_that_would_not_see_the_next_probe_is_closed() {
        watch(QUICK.interval().minusMillis(1));

        awaitReports(3);

        assertThat(door.logins.get()).isGreaterThanOrEqualTo(3);
    }

    @Test
    void where_sessions_are_outdated_all_the_time_none_is_kept_for_a_while() {
        door.fate = Keeping.Fate.STAYS;
        door.outdatedWhenUsedAgain = true;
        watch(LONG);

        await().atMost(Duration.ofSeconds(5)).until(() -> door.usedAgain.get() == 3);
        awaitReports(reports.size() + 5);

        assertThat(door.usedAgain).hasValue(3);
    }

    @Test
    void who_is_no_longer_watched_keeps_no_session() {
        watch(LONG);
        awaitReports(2);

        engine.forget("a");

        await().atMost(Duration.ofSeconds(5)).until(() -> door.open.get() == 0);
    }

    private void watch(Duration most) {
        engine.watch(
                new Provider("a", "door", "a", Role.ACTIVE, true, Provider.Mode.MANAGE),
                door.keeping(most),
                QUICK,
                Duration.ZERO);
    }

    private void awaitReports(int count) {
        await().atMost(Duration.ofSeconds(5)).until(() -> reports.size() >= count);
    }

    private static CheckResult loginOf(ProbeReport report) {
        return report.result(Layer.AUTHENTICATION).orElseThrow();
    }

    /** Counts who comes and goes. */
    private static final class Door {
        private final AtomicInteger logins = new AtomicInteger();
        private final AtomicInteger open = new AtomicInteger();
        private final List<Integer> openWhenLoggingIn = new CopyOnWriteArrayList<>();
        private final List<Guest> probed = new CopyOnWriteArrayList<>();
        private volatile Keeping.Fate fate = Keeping.Fate.STAYS;
        private final AtomicInteger usedAgain = new AtomicInteger();
        private volatile boolean outdatedWhenUsedAgain;
        private volatile boolean refuses;
        private volatile Guest current;

        private static final class Guest implements Session {
            private final AtomicInteger open;
            private volatile boolean broken;
            private volatile boolean again;

            Guest(AtomicInteger open) {
                this.open = open;
                open.incrementAndGet();
            }

            @Override
            public void close() {
                open.decrementAndGet();
            }
        }

        Backend<Guest> keeping(Duration most) {
            return new Backend<>() {
                @Override
                public List<Layer> opening() {
                    return List.of(Layer.AUTHENTICATION);
                }

                @Override
                public Guest open(Probing probing) throws LayerFailure {
                    if (refuses) {
                        throw new LayerFailure(Layer.AUTHENTICATION, signal(null));
                    }
                    openWhenLoggingIn.add(open.get());
                    logins.incrementAndGet();
                    current = new Guest(open);
                    return current;
                }

                @Override
                public Keeping<Guest> keeping() {
                    return new Keeping<>(
                            most,
                            guest ->
                                    guest.again && outdatedWhenUsedAgain
                                            ? Keeping.Fate.OUTDATED
                                            : fate,
                            probed::add,
                            guest -> {
                                guest.again = true;
                                usedAgain.incrementAndGet();
                                return guest;
                            });
                }

                @Override
                public List<Check<Guest>> checks() {
                    return List.of(
                            new Check<>() {
                                @Override
                                public Layer layer() {
                                    return Layer.OPERATION;
                                }

                                @Override
                                public Set<Layer> needs() {
                                    return Set.of();
                                }

                                @Override
                                public Outcome ask(Guest guest, Deadline deadline) {
                                    return guest.broken
                                            ? Outcome.failed(signal(null))
                                            : Outcome.passed("still here");
                                }
                            });
                }

                @Override
                public Signal signal(Throwable thrown) {
                    return new Signal.Fact("refused", "no");
                }
            };
        }
    }
}
