package org.rsvpplatform.database.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.rsvpplatform.database.KeptSessions;
import org.rsvpplatform.database.Scheduled;
import org.rsvpplatform.kit.observe.provider.State;
import org.rsvpplatform.sandbox.junit.Sandboxed;
import org.rsvpplatform.sandbox.mariadb.MariadbPair;
import org.rsvpplatform.sandbox.mariadb.MariadbServer;

/** Sessions that stay open between probes of a MariaDB server. */
@Sandboxed
@Tag("full")
class KeptSessionTest extends KeptSessions {
    private static final String OURS =
            "SELECT id FROM information_schema.processlist WHERE user = 'rsvp' ORDER BY 1";

    private static final String OBSERVERS =
            "SELECT id FROM information_schema.processlist WHERE user = 'rsvp_observer' ORDER BY 1";

    private MariadbPair pair;
    private MariadbServer server;

    @BeforeEach
    void use(MariadbPair given) {
        pair = given;
        server = pair.primary();
    }

    @Test
    void where_few_connections_are_left_none_is_kept() {
        try (Scheduled watched = watch("5m")) {
            watched.awaitLoginSince(1);
            int most = Integer.parseInt(server.value("SELECT @@max_connections"));

            try (Sessions _ = Sessions.exactly(server, most * 85 / 100)) {
                await().atMost(LONG)
                        .until(
                                () ->
                                        watched.last().observed() == State.DEGRADED
                                                && ours().size() < most * 85 / 100 + 1);
            }
        }
    }

    @Test
    void its_heartbeat_goes_on_while_one_login_relieves_the_other() {
        try (Scheduled watched =
                new Scheduled(probed("3s").administrated().yaml(), server.name())) {
            watched.awaitLoginSince(1);
            await().atMost(LONG).until(() -> !server.rows(OBSERVERS).isEmpty());
            List<List<String>> beating = server.rows(OBSERVERS);

            for (int relieved = 0; relieved < 2; relieved++) {
                List<List<String>> session = ours();
                await().atMost(LONG).until(() -> !ours().equals(session));
                watched.awaitLoginSince(1);
            }

            assertThat(server.rows(OBSERVERS)).containsAll(beating);
        }
    }

    @Override
    protected MariadbServer server() {
        return server;
    }

    @Override
    protected List<List<String>> ours() {
        return server.rows(OURS);
    }

    @Override
    protected String yaml(String keepSession) {
        return probed(keepSession).without("observer").yaml();
    }

    private Watched.Setup probed(String keepSession) {
        return Watched.with(pair)
                .set("keepSession", keepSession)
                .set("probe", "{ interval: 1s, deadline: 950ms }");
    }
}
