package org.rsvpplatform.kit.observe.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.rsvpplatform.kit.observe.provider.Layer;
import org.rsvpplatform.kit.observe.provider.Provider;
import org.rsvpplatform.kit.observe.provider.Role;
import org.rsvpplatform.kit.observe.provider.State;
import org.rsvpplatform.kit.time.Deadline;
import org.rsvpplatform.kit.time.Ticker;

class ProbeEngineTest {
    private static final Cadence QUICK =
            Cadence.DEFAULT.every(Duration.ofMillis(100)).within(Duration.ofMillis(80));

    private final List<ProbeReport> reports = new CopyOnWriteArrayList<>();
    private final CountDownLatch never = new CountDownLatch(1);
    private ServerSocket server;
    private ProbeEngine engine;

    @BeforeEach
    void start() throws Exception {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        engine = engine(Ticker.system());
    }

    private ProbeEngine engine(Ticker ticker) {
        return new ProbeEngine(
                64,
                Clock.systemUTC(),
                ticker,
                report -> {
                    reports.add(report);
                    return QUICK.interval();
                });
    }

    @AfterEach
    void stop() throws Exception {
        never.countDown();
        engine.close();
        server.close();
    }

    @Test
    void a_provider_is_probed_again_and_again() {
        watch("a", new TcpBackend(address()));

        await().atMost(Duration.ofSeconds(5)).until(() -> reports.size() >= 5);
        assertThat(reports).allMatch(r -> r.observed() == State.UP);
    }

    @Test
    void a_refused_connection_is_a_failure_at_its_layer_and_skips_what_needs_a_session()
            throws Exception {
        server.close();
        watch("a", new TcpBackend(address(), check(Layer.OPERATION, () -> Outcome.passed("read"))));

        ProbeReport report = probe("a");

        assertThat(report.observed()).isEqualTo(State.DOWN);
        assertThat(report.reason().orElseThrow().layer()).isEqualTo(Layer.CONNECT);
        assertThat(report.result(Layer.OPERATION).orElseThrow().outcome())
                .isInstanceOf(Outcome.Skipped.class);
    }

    @Test
    void a_check_that_ignores_its_deadline_is_left_behind_and_no_second_one_joins_it()
            throws Exception {
        AtomicInteger asked = new AtomicInteger();
        watch(
                "stuck",
                new TcpBackend(
                        address(),
                        check(
                                Layer.OPERATION,
                                () -> {
                                    asked.incrementAndGet();
                                    awaitIgnoringInterrupts(never);
                                    return Outcome.passed("at last");
                                })));

        await().atMost(Duration.ofSeconds(5)).until(() -> reports.size() >= 5);

        assertThat(asked).hasValue(1);
        assertThat(engine.abandonedChecks()).isEqualTo(1);
        assertThat(reports).allMatch(r -> r.observed() == State.DOWN);
        assertThat(reports).allMatch(r -> r.took().compareTo(Duration.ofSeconds(1)) < 0);
    }

    /** The clock jumps, as it does for one that gets no core. */
    @Test
    void an_answer_that_we_may_have_missed_ourselves_accuses_nobody() throws Exception {
        AtomicLong ahead = new AtomicLong();
        AtomicInteger asked = new AtomicInteger();
        try (ProbeEngine stalling = engine(() -> System.nanoTime() + ahead.get())) {
            stalling.watch(
                    provider("a"),
                    new TcpBackend(
                            address(),
                            check(
                                    Layer.OPERATION,
                                    () -> {
                                        if (asked.incrementAndGet() == 1) {
                                            ahead.addAndGet(Duration.ofSeconds(2).toNanos());
                                            never.await(200, TimeUnit.MILLISECONDS);
                                        }
                                        return Outcome.passed("answered");
                                    })),
                    QUICK,
                    Duration.ZERO);

            await().atMost(Duration.ofSeconds(5)).until(() -> reports.size() >= 2);

            assertThat(reports).allMatch(r -> r.observed() == State.UP);
            assertThat(stalling.inconclusiveProbes()).isEqualTo(1);
        }
    }

    /** The clock stands still until it is set on. */
    @Test
    void one_that_rests_is_only_looked_at_for_who_asks_until_its_rest_is_over() throws Exception {
        AtomicLong now = new AtomicLong();
        try (ProbeEngine still = engine(now::get)) {
            still.watch(provider("a"), new TcpBackend(address()), QUICK, Duration.ZERO);
            await().atMost(Duration.ofSeconds(5)).until(() -> !reports.isEmpty());

            still.rest("a");
            // What was under way has ended when this is answered.
            still.probe("a", ProbeEngine.Request.ALL).get(5, TimeUnit.SECONDS);
            int seen = reports.size();

            await().during(QUICK.interval().multipliedBy(4))
                    .atMost(Duration.ofSeconds(5))
                    .until(() -> reports.size() == seen);
            now.addAndGet(QUICK.interval().multipliedBy(2).toNanos());
            await().atMost(Duration.ofSeconds(5)).until(() -> reports.size() > seen);
        }
    }

    @Test
    void a_check_that_comes_back_after_all_is_asked_again() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        watch(
                "late",
                new TcpBackend(
                        address(),
                        check(
                                Layer.OPERATION,
                                () -> {
                                    if (asked.incrementAndGet() == 1) {
                                        awaitIgnoringInterrupts(never);
                                    }
                                    return Outcome.passed("read");
                                })));
        await().atMost(Duration.ofSeconds(5)).until(() -> reports.size() >= 2);

        never.countDown();

        await().atMost(Duration.ofSeconds(5)).until(() -> reports.getLast().observed() == State.UP);
    }

    @Test
    void probes_of_some_layers_never_hold_up_the_schedule() {
        watch("a", new TcpBackend(address(), check(Layer.OPERATION, () -> Outcome.passed("read"))));

        await().atMost(Duration.ofSeconds(5))
                .pollInterval(Duration.ofMillis(20))
                .until(
                        () -> {
                            engine.probe(
                                            "a",
                                            new ProbeEngine.Request(
                                                    Set.of(Layer.CONNECT), Optional.empty(), false))
                                    .join();
                            return reports.size() >= 5;
                        });
        assertThat(reports)
                .allMatch(
                        report ->
                                report.result(Layer.OPERATION).orElseThrow().outcome()
                                        instanceof Outcome.Passed);
    }

    @Test
    void providers_that_hang_delay_nobody_else() {
        for (int i = 0; i < 30; i++) {
            watch(
                    "hangs" + i,
                    new TcpBackend(
                            address(),
                            check(
                                    Layer.OPERATION,
                                    () -> {
                                        awaitIgnoringInterrupts(never);
                                        return Outcome.passed("never");
                                    })));
        }
        watch("well", new TcpBackend(address()));

        await().atMost(Duration.ofSeconds(10)).until(() -> of("well").size() >= 10);
        assertThat(of("well")).allMatch(r -> r.observed() == State.UP);
    }

    @Test
    void who_asks_while_a_probe_runs_gets_one_that_began_after_the_question() throws Exception {
        CountDownLatch inFirst = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicInteger asked = new AtomicInteger();
        engine.watch(
                provider("a"),
                new TcpBackend(
                        address(),
                        check(
                                Layer.OPERATION,
                                () -> {
                                    int number = asked.incrementAndGet();
                                    if (number == 1) {
                                        inFirst.countDown();
                                        awaitIgnoringInterrupts(goOn);
                                    }
                                    return Outcome.passed("probe " + number);
                                })),
                Cadence.DEFAULT,
                Duration.ZERO);
        assertThat(inFirst.await(5, TimeUnit.SECONDS)).isTrue();

        List<CompletableFuture<ProbeReport>> answers = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            answers.add(engine.probe("a", ProbeEngine.Request.ALL));
        }
        goOn.countDown();

        for (CompletableFuture<ProbeReport> answer : answers) {
            assertThat(
                            answer.get(5, TimeUnit.SECONDS)
                                    .result(Layer.OPERATION)
                                    .orElseThrow()
                                    .outcome()
                                    .evidence())
                    .isEqualTo("probe 2");
        }
        assertThat(asked).hasValue(2);
    }

    @Test
    void a_check_with_its_own_pace_keeps_its_last_word_in_between() {
        AtomicInteger asked = new AtomicInteger();
        Check<TcpBackend.Connection> seldom =
                new Check<>() {
                    @Override
                    public Layer layer() {
                        return Layer.OPERATION;
                    }

                    @Override
                    public Outcome ask(TcpBackend.Connection connection, Deadline deadline) {
                        return Outcome.passed("written " + asked.incrementAndGet());
                    }

                    @Override
                    public Optional<Duration> every() {
                        return Optional.of(Duration.ofHours(1));
                    }
                };
        watch("a", new TcpBackend(address(), seldom));

        await().atMost(Duration.ofSeconds(5)).until(() -> reports.size() >= 5);
        assertThat(asked).hasValue(1);
        assertThat(reports.getLast().result(Layer.OPERATION).orElseThrow().outcome().evidence())
                .isEqualTo("written 1");
    }

    @Test
    void a_provider_that_is_forgotten_is_probed_no_more() {
        watch("a", new TcpBackend(address()));
        await().atMost(Duration.ofSeconds(5)).until(() -> !reports.isEmpty());

        engine.forget("a");
        watch("b", new TcpBackend(address()));
        await().atMost(Duration.ofSeconds(5)).until(() -> of("b").size() >= 2);
        int before = of("a").size();

        await().atMost(Duration.ofSeconds(5)).until(() -> of("b").size() >= 5);
        assertThat(of("a")).hasSize(before);
    }

    @Test
    void a_probe_of_some_layers_leaves_the_others_out_and_does_not_speak_for_the_provider()
            throws Exception {
        AtomicInteger asked = new AtomicInteger();
        engine.watch(
                provider("a"),
                new TcpBackend(
                        address(),
                        check(
                                Layer.OPERATION,
                                () -> {
                                    asked.incrementAndGet();
                                    return Outcome.passed("read");
                                })),
                Cadence.DEFAULT.every(Duration.ofHours(1)),
                Duration.ofHours(1));

        ProbeReport report =
                engine.probe(
                                "a",
                                new ProbeEngine.Request(
                                        Set.of(Layer.CONNECT), Optional.empty(), false))
                        .get(5, TimeUnit.SECONDS);

        assertThat(asked).hasValue(0);
        assertThat(report.result(Layer.OPERATION).orElseThrow().outcome())
                .isEqualTo(new Outcome.Skipped("not asked for"));
        assertThat(reports).isEmpty();
    }

    @Test
    void a_stuck_check_is_told_at_its_own_layer_as_long_as_it_is_stuck() {
        watch(
                "stuck",
                new TcpBackend(
                        address(),
                        check(
                                Layer.CAPACITY,
                                () -> {
                                    awaitIgnoringInterrupts(never);
                                    return Outcome.passed("at last");
                                })));

        await().atMost(Duration.ofSeconds(5)).until(() -> reports.size() >= 4);
        assertThat(reports).allMatch(r -> r.reason().orElseThrow().layer() == Layer.CAPACITY);
    }

    @Test
    void a_trace_is_kept_only_when_somebody_asked_for_it() throws Exception {
        watch("a", new TcpBackend(address()));

        assertThat(probe("a").trace()).isEmpty();
        assertThat(
                        engine.probe("a", new ProbeEngine.Request(Set.of(), Optional.empty(), true))
                                .get(5, TimeUnit.SECONDS)
                                .results())
                .isNotEmpty();
    }

    private ProbeReport probe(String name) throws Exception {
        return engine.probe(name, ProbeEngine.Request.ALL).get(5, TimeUnit.SECONDS);
    }

    private List<ProbeReport> of(String name) {
        return reports.stream().filter(r -> r.provider().name().equals(name)).toList();
    }

    private void watch(String name, TcpBackend backend) {
        engine.watch(provider(name), backend, QUICK, Duration.ZERO);
    }

    private InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort());
    }

    private static Provider provider(String name) {
        return new Provider(name, "tcp", name, Role.ACTIVE, true, Provider.Mode.MANAGE);
    }

    private interface Answer {
        Outcome give() throws InterruptedException;
    }

    private static Check<TcpBackend.Connection> check(Layer layer, Answer answer) {
        return new Check<>() {
            @Override
            public Layer layer() {
                return layer;
            }

            @Override
            public Outcome ask(TcpBackend.Connection connection, Deadline deadline)
                    throws InterruptedException {
                return answer.give();
            }
        };
    }

    private static void awaitIgnoringInterrupts(CountDownLatch latch) {
        while (latch.getCount() > 0) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                // this is the check that ignores its deadline
            }
        }
    }
}
