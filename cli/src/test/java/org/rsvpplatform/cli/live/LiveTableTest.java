package org.rsvpplatform.cli.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rsvpplatform.cli.GatewayStandIn;
import org.rsvpplatform.cli.gateway.Endpoint;
import org.rsvpplatform.cli.gateway.GatewayClient;
import org.rsvpplatform.cli.gateway.Refusal;
import org.rsvpplatform.cli.invocation.ExitCode;
import org.rsvpplatform.cli.invocation.Failure;
import org.rsvpplatform.cli.output.SessionSort;
import org.rsvpplatform.cli.suite.Wait;
import org.rsvpplatform.cli.terminal.Style;

/** A live table at a real stream, on a screen that a test reads and types on. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class LiveTableTest {
    private static final String PATH = "/api/v1/commands/db:monitor-connections/events";

    private GatewayStandIn gateway;
    private Slate slate;

    /** A screen in memory. */
    private static final class Slate implements Screen {
        private final BlockingQueue<Integer> keys = new LinkedBlockingQueue<>();
        private volatile List<String> shown = List.of();
        private volatile boolean closed;

        @Override
        public Size size() {
            return new Size(100, 12);
        }

        @Override
        public void show(List<String> lines) {
            shown = lines;
        }

        @Override
        public int key() {
            try {
                return keys.take();
            } catch (InterruptedException e) {
                return -1;
            }
        }

        @Override
        public void close() {
            closed = true;
        }

        void awaitLine(Predicate<String> line) {
            assertThat(
                            Wait.until(
                                    () -> shown.stream().anyMatch(line),
                                    Duration.ofSeconds(20),
                                    Duration.ofMillis(20)))
                    .as("%s", shown)
                    .isTrue();
        }
    }

    @BeforeEach
    void start() throws IOException {
        gateway = new GatewayStandIn();
        slate = new Slate();
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    private void follow() {
        GatewayClient client =
                new GatewayClient(
                        new Endpoint(gateway.url(), GatewayStandIn.TOKEN), Duration.ofSeconds(5));
        new LiveTable(Style.PLAIN, Clock.systemUTC(), _ -> slate)
                .follow("postgresql", SessionSort.TRANSACTION, () -> client.events(PATH));
    }

    /** Follows meanwhile, and answers what can be waited for. */
    private Thread following() {
        return Thread.ofVirtual().start(this::follow);
    }

    private void leave(Thread following) throws InterruptedException {
        slate.keys.add((int) 'q');
        assertThat(following.join(Duration.ofSeconds(10))).isTrue();
        assertThat(slate.closed).isTrue();
    }

    private static String session(int pid) {
        return """
        {"total": 1, "connections": [{"provider": "postgresql", "pid": %d,
         "state": "idle", "stateSeconds": 1, "transactionSeconds": 0}], "notes": []}
        """
                .formatted(pid)
                .strip();
    }

    @Test
    void it_is_drawn_anew_with_each_event_until_q_is_pressed() throws Exception {
        GatewayStandIn.Stream stream = gateway.streams(PATH).tells("answer", session(11));
        Thread following = following();

        slate.awaitLine(line -> line.startsWith("11 "));
        stream.tells("answer", session(22));
        slate.awaitLine(line -> line.startsWith("22 "));
        leave(following);

        assertThat(gateway.requests()).hasSize(1);
        assertThat(gateway.requests().getFirst().authorization())
                .isEqualTo("Bearer " + GatewayStandIn.TOKEN);
    }

    @Test
    void a_look_that_failed_is_told_and_the_table_stays() throws Exception {
        gateway.streams(PATH)
                .tells("answer", session(11))
                .tells("failure", "{\"detail\": \"an error in this program\"}");
        Thread following = following();

        slate.awaitLine(line -> line.equals("the look failed: an error in this program"));
        slate.awaitLine(line -> line.startsWith("11 "));
        leave(following);
    }

    @Test
    void a_stream_that_breaks_is_told_and_opened_again() throws Exception {
        GatewayStandIn.Stream stream = gateway.streams(PATH).tells("answer", session(11));
        Thread following = following();
        slate.awaitLine(line -> line.startsWith("11 "));

        stream.hangsUp();
        slate.awaitLine(line -> line.endsWith("trying again"));
        stream.tells("answer", session(22));
        slate.awaitLine(line -> line.startsWith("22 "));
        leave(following);

        assertThat(gateway.requests()).hasSizeGreaterThanOrEqualTo(2);
    }

    @Test
    void a_gateway_that_refuses_when_it_is_asked_again_is_believed() throws Exception {
        GatewayStandIn.Stream stream = gateway.streams(PATH).tells("answer", session(11));
        gateway.answers(PATH, 403, "{\"detail\": \"your role is too small\"}");
        Thread breaking =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    slate.awaitLine(line -> line.startsWith("11 "));
                                    gateway.noLongerStreams(PATH);
                                    stream.hangsUp();
                                });

        assertThatThrownBy(this::follow)
                .isInstanceOfSatisfying(Refusal.class, e -> assertThat(e.status()).isEqualTo(403));
        breaking.join();
        assertThat(slate.closed).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 403, 429, 502})
    void what_is_wrong_at_the_beginning_is_told_without_a_screen(int status) {
        gateway.answers(PATH, status, "{\"detail\": \"no\"}");

        assertThatThrownBy(this::follow).isInstanceOf(Refusal.class);
        assertThat(slate.shown).isEmpty();
    }

    @Test
    void a_gateway_that_is_not_there_at_the_beginning_is_told_without_a_screen() {
        gateway.close();

        assertThatThrownBy(this::follow)
                .isInstanceOfSatisfying(
                        Failure.class,
                        e -> assertThat(e.exitCode()).isEqualTo(ExitCode.UNREACHABLE));
        assertThat(slate.shown).isEmpty();
    }

    @Test
    void an_answer_that_is_no_stream_is_none_of_a_gateway() {
        gateway.answers(PATH, 200, "{}");

        assertThatThrownBy(this::follow).hasMessageContaining("no stream");
    }
}
