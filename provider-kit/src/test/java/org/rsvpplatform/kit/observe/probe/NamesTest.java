package org.rsvpplatform.kit.observe.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.rsvpplatform.kit.time.Deadline;

class NamesTest {
    private final CountDownLatch never = new CountDownLatch(1);
    private final AtomicInteger asked = new AtomicInteger();
    private final Names names = new Names(this::lookUp);

    private InetAddress[] lookUp(String host) throws UnknownHostException {
        asked.incrementAndGet();
        if (host.startsWith("hangs")) {
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        if (host.startsWith("missing")) {
            throw new UnknownHostException(host);
        }
        return new InetAddress[] {InetAddress.getLoopbackAddress()};
    }

    @AfterEach
    void close() {
        never.countDown();
        names.close();
    }

    @Test
    void look_ups_that_hang_stop_nobody_else() throws Exception {
        for (int i = 0; i < 40; i++) {
            String host = "hangs" + i;
            assertThatThrownBy(() -> names.resolve(host, in(5)))
                    .isInstanceOf(TimeoutException.class);
        }

        assertThat(names.resolve("well", in(5000))).hasSize(1);
    }

    @Test
    void one_host_name_is_looked_up_once_at_a_time() {
        for (int i = 0; i < 10; i++) {
            assertThatThrownBy(() -> names.resolve("hangs", in(5)))
                    .isInstanceOf(TimeoutException.class);
        }

        assertThat(asked).hasValue(1);
    }

    @Test
    void nothing_is_kept_since_databases_move_by_dns() throws Exception {
        names.resolve("db1", in(5000));
        names.resolve("db1", in(5000));

        assertThat(asked).hasValue(2);
    }

    @Test
    void a_name_without_an_address_is_told_from_one_that_hangs() {
        assertThatThrownBy(() -> names.resolve("missing", in(5000)))
                .isInstanceOf(UnknownHostException.class);
    }

    @Test
    void more_hanging_look_ups_than_threads_are_refused_at_once() {
        for (int i = 0; i < 70; i++) {
            String host = "hangs" + i;
            assertThatThrownBy(() -> names.resolve(host, in(5)))
                    .isInstanceOf(TimeoutException.class);
        }
    }

    @Test
    void a_name_that_was_refused_while_others_hung_is_looked_up_again_afterwards()
            throws Exception {
        more_hanging_look_ups_than_threads_are_refused_at_once();
        assertThatThrownBy(() -> names.resolve("well", in(5000)))
                .isInstanceOf(TimeoutException.class);

        never.countDown();

        await().atMost(Duration.ofSeconds(5))
                .ignoreExceptions()
                .until(() -> names.resolve("well", in(1000)).length == 1);
    }

    private static Deadline in(long millis) {
        return Deadline.in(Duration.ofMillis(millis));
    }
}
