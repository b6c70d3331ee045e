package org.rsvpplatform.database.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.rsvpplatform.database.connection.Endpoint;
import org.rsvpplatform.database.mysql.connection.Knock.Knocks;
import org.rsvpplatform.kit.observe.probe.Names;
import org.rsvpplatform.kit.time.Ticker;
import org.rsvpplatform.sandbox.junit.Sandboxed;
import org.rsvpplatform.sandbox.mariadb.MariadbPair;
import org.rsvpplatform.sandbox.mariadb.MariadbServer;

/** At a MariaDB server that blocks a host after three connections that break off. */
@Sandboxed
@Tag("full")
class KnockTest {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final int OFTEN = 5;

    @Test
    void knocking_does_not_block_our_host(MariadbPair pair) throws Exception {
        MariadbServer server = pair.primary();
        server.breakWith("host-blocked");
        server.sqlHere("FLUSH HOSTS");
        Knock knock =
                new Knock(
                        Names.system(),
                        new Endpoint(server.host(), server.servicePort(), Endpoint.Via.DIRECT),
                        new Knocks(),
                        () -> true,
                        Ticker.system());
        long before = refused(server);

        for (int i = 0; i < OFTEN; i++) {
            assertThat(knock.isAnswered(SOON)).isTrue();
        }

        // Each takes its leave by a login that is refused.
        await().atMost(SOON).until(() -> refused(server) >= before + OFTEN);
        assertThat(firstWords(server)).doesNotContain("is blocked");
    }

    private static long refused(MariadbServer server) {
        return Long.parseLong(
                server.value(
                        "SELECT variable_value FROM information_schema.global_status"
                                + " WHERE variable_name = 'ABORTED_CONNECTS'"));
    }

    private static String firstWords(MariadbServer server) throws IOException {
        try (Socket socket = new Socket(server.host(), server.servicePort())) {
            return new String(socket.getInputStream().readNBytes(60), StandardCharsets.US_ASCII);
        }
    }
}
