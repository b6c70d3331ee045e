package org.rsvpplatform.kit.observe.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.rsvpplatform.kit.observe.cause.Catalogue;
import org.rsvpplatform.kit.observe.cause.Finding;
import org.rsvpplatform.kit.observe.cause.Signal;
import org.rsvpplatform.kit.observe.probe.Cadence;
import org.rsvpplatform.kit.observe.probe.CheckResult;
import org.rsvpplatform.kit.observe.probe.Failure;
import org.rsvpplatform.kit.observe.probe.Inquiry;
import org.rsvpplatform.kit.observe.probe.Outcome;
import org.rsvpplatform.kit.observe.probe.ProbeReport;
import org.rsvpplatform.kit.observe.probe.TcpBackend;
import org.rsvpplatform.kit.observe.probe.Trace;
import org.rsvpplatform.kit.observe.provider.Layer;
import org.rsvpplatform.kit.observe.provider.Provider;
import org.rsvpplatform.kit.observe.provider.Role;
import org.rsvpplatform.kit.observe.provider.State;
import org.rsvpplatform.kit.time.Deadline;
import org.rsvpplatform.kit.time.Ticker;

class HealthBoardTest {
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
    private final HealthBoard board;
    private final TcpBackend backend =
            new TcpBackend(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1));

    HealthBoardTest() throws Exception {
        Path causes =
                Path.of(
                        System.getProperty("rsvp.root"),
                        "db-health-service/src/main/resources/causes.yaml");
        Catalogue catalogue = Catalogue.read(new ByteArrayInputStream(Files.readAllBytes(causes)));
        board =
                new HealthBoard(
                        () -> catalogue,
                        ((InstantSource) now::get).withZone(ZoneOffset.UTC),
                        Ticker.system());
    }

    @Test
    void a_probe_of_an_earlier_configuration_does_not_speak_for_the_present_one() {
        Provider before = provider();
        Provider now = provider();
        board.add(now, backend, Cadence.DEFAULT);

        board.next(refused(before));

        assertThat(board.state("db")).contains(State.UNKNOWN);
        board.next(well(now));
        assertThat(board.state("db")).contains(State.UP);
    }

    @Test
    void who_is_in_maintenance_is_shown_with_its_end() {
        Instant end = now.get().plusSeconds(60);
        board.add(provider(), backend, Cadence.DEFAULT);
        assertThat(shown(true).maintenanceUntil()).isNull();

        board.showMaintenance(name -> Optional.of(end).filter(_ -> name.equals("db")));

        assertThat(shown(false).maintenanceUntil()).isEqualTo(end);
        assertThat(shown(true).maintenanceUntil()).isEqualTo(end);
        assertThat(board.maintenance("other")).isEmpty();
    }

    private DomainStatus.ProviderStatus shown(boolean detailed) {
        return board.status(detailed, List.of()).providers().get("db");
    }

    @Test
    void a_provider_that_is_down_keeps_its_diagnosis_until_it_is_up() {
        Provider provider = provider();
        board.add(provider, backend, Cadence.DEFAULT);
        board.next(refused(provider));
        board.next(refused(provider));
        assertThat(status().state()).isEqualTo(State.DOWN);
        assertThat(status().diagnosis().cause()).isEqualTo("db.connection-refused");

        board.next(well(provider));
        assertThat(status().state()).isEqualTo(State.DOWN);
        assertThat(status().diagnosis().cause()).isEqualTo("db.connection-refused");

        board.next(well(provider));
        assertThat(status().state()).isEqualTo(State.UP);
        assertThat(status().diagnosis()).isNull();
    }

    @Test
    void one_bad_look_of_a_provider_that_is_up_is_looked_at_again_soon_and_is_no_fault_yet() {
        Provider provider = provider();
        board.add(provider, backend, Cadence.DEFAULT);
        board.next(well(provider));

        assertThat(board.next(refused(provider))).isEqualTo(Cadence.DEFAULT.secondLook());
        assertThat(status().state()).isEqualTo(State.UP);
        assertThat(status().diagnosis()).isNull();
        assertThat(board.next(refused(provider))).isEqualTo(Cadence.DEFAULT.interval());
        assertThat(status().state()).isEqualTo(State.DOWN);
    }

    @Test
    void the_first_look_at_a_provider_does_not_accuse_it_yet() {
        Provider provider = provider();
        board.add(provider, backend, Cadence.DEFAULT);

        assertThat(board.next(refused(provider))).isEqualTo(Cadence.DEFAULT.secondLook());
        assertThat(status().state()).isEqualTo(State.UNKNOWN);
        assertThat(status().diagnosis().cause()).isEqualTo("db.connection-refused");

        board.next(refused(provider));
        assertThat(status().state()).isEqualTo(State.DOWN);
    }

    @Test
    void an_inquiry_that_finds_no_time_is_asked_once_more() {
        Provider provider = provider();
        AtomicInteger asked = new AtomicInteger();
        board.add(provider, inquiring(() -> asked.incrementAndGet() == 1), Cadence.DEFAULT);

        board.next(refused(provider));

        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(
                        () ->
                                assertThat(status().diagnosis().evidence())
                                        .contains("nobody listens"));
        assertThat(asked).hasValue(2);
    }

    @Test
    void an_inquiry_that_never_finds_time_is_asked_twice_and_no_more() {
        Provider provider = provider();
        AtomicInteger asked = new AtomicInteger();
        board.add(provider, inquiring(() -> asked.incrementAndGet() > 0), Cadence.DEFAULT);

        board.next(refused(provider));

        await().atMost(Duration.ofSeconds(5)).until(() -> asked.get() == 2);
        await().during(Duration.ofMillis(800))
                .atMost(Duration.ofSeconds(5))
                .until(() -> asked.get() == 2);
    }

    /** A backend with one inquiry, which takes too long as long as it is said to. */
    private TcpBackend inquiring(BooleanSupplier slow) {
        Inquiry inquiry =
                new Inquiry() {
                    @Override
                    public String name() {
                        return "listening";
                    }

                    @Override
                    public Set<String> about() {
                        return Set.of("db.connection-refused");
                    }

                    @Override
                    public Finding look(Failure failure, Deadline deadline, Trace trace)
                            throws InterruptedException {
                        if (slow.getAsBoolean()) {
                            new CountDownLatch(1).await();
                        }
                        return new Finding(name(), about(), Set.of(), "nobody listens", Map.of());
                    }
                };
        return new TcpBackend(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1)) {
            @Override
            public List<Inquiry> inquiries() {
                return List.of(inquiry);
            }
        };
    }

    @Test
    void the_domain_is_in_its_state_since_it_changed_not_since_somebody_looked() {
        Provider provider = provider();
        board.add(provider, backend, Cadence.DEFAULT);
        board.next(well(provider));
        Instant up = now.get();
        now.set(up.plusSeconds(3600));

        assertThat(board.status(false, List.of()).since()).isEqualTo(up);

        board.remove("db");
        board.sweep();
        now.set(up.plusSeconds(7200));
        assertThat(board.status(false, List.of()).state()).isEqualTo(State.UNKNOWN);
        assertThat(board.status(false, List.of()).since()).isEqualTo(up.plusSeconds(3600));
    }

    private DomainStatus.ProviderStatus status() {
        return board.status(true, List.of()).providers().get("db");
    }

    private static Provider provider() {
        return new Provider("db", "tcp", "db", Role.ACTIVE, true, Provider.Mode.MANAGE);
    }

    private static ProbeReport refused(Provider provider) {
        return report(
                provider, Outcome.failed(new Signal.Errno("ECONNREFUSED", "Connection refused")));
    }

    private static ProbeReport well(Provider provider) {
        return report(provider, Outcome.passed("answered"));
    }

    private static ProbeReport report(Provider provider, Outcome outcome) {
        return new ProbeReport(
                provider,
                Instant.now(),
                System.nanoTime(),
                Duration.ofMillis(1),
                Duration.ZERO,
                List.of(
                        new CheckResult(
                                Layer.CONNECT, outcome, Instant.now(), Duration.ofMillis(1))),
                List.of());
    }
}
