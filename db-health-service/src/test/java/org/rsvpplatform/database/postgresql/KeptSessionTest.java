package org.rsvpplatform.database.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.rsvpplatform.database.KeptSessions;
import org.rsvpplatform.database.Scheduled;
import org.rsvpplatform.kit.observe.provider.Layer;
import org.rsvpplatform.kit.observe.provider.State;
import org.rsvpplatform.sandbox.junit.Sandboxed;
import org.rsvpplatform.sandbox.postgresql.PostgresPair;
import org.rsvpplatform.sandbox.postgresql.PostgresServer;

/** Sessions that stay open between probes of a PostgreSQL server. */
@Sandboxed
class KeptSessionTest extends KeptSessions {
    private static final String OURS =
            """
            SELECT pid FROM pg_stat_activity
            WHERE application_name = 'rsvp-probe' AND usename = 'rsvp' ORDER BY 1
            """;

    private PostgresPair pair;
    private PostgresServer server;

    @BeforeEach
    void use(PostgresPair given) {
        pair = given;
        server = pair.primary();
    }

    @Tag("full")
    @Test
    void a_changed_rule_for_hosts_is_met_at_once() {
        metAtOnce("host-not-allowed", Layer.AUTHENTICATION);
    }

    @Tag("full")
    @Test
    void a_session_that_is_ended_makes_its_provider_no_worse() {
        try (Scheduled watched = watch("5m")) {
            watched.awaitLoginSince(1);
            List<List<String>> session = ours();

            server.sql("SELECT pg_terminate_backend(" + session.getFirst().getFirst() + ")");

            await().atMost(LONG)
                    .until(
                            () -> {
                                List<List<String>> now = ours();
                                return now.size() == 1 && !now.equals(session);
                            });
            assertThat(watched.states()).allMatch(State.UP::equals);
        }
    }

    @Tag("full")
    @Test
    void where_few_connections_are_left_none_is_kept() {
        try (Scheduled watched = watch("5m")) {
            watched.awaitLoginSince(1);
            int free = Integer.parseInt(server.value("SHOW max_connections")) - 3 - 1;

            try (Sessions _ = Sessions.open(server, free - others())) {
                await().atMost(LONG)
                        .until(
                                () ->
                                        watched.last().observed() == State.DEGRADED
                                                && ours().isEmpty());
                int seen = watched.reports().size();
                await().atMost(LONG).until(() -> watched.reports().size() >= seen + 3);

                assertThat(watched.reports().subList(seen, seen + 3))
                        .as("the one that is left is enough, and it is given back")
                        .allMatch(report -> report.observed() == State.DEGRADED);
            }
        }
    }

    private int others() {
        return Integer.parseInt(
                server.value(
                        """
                        SELECT count(*) FROM pg_stat_activity
                        WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()
                            AND application_name <> 'rsvp-probe'
                        """));
    }

    @Override
    protected PostgresServer server() {
        return server;
    }

    @Override
    protected List<List<String>> ours() {
        return server.rows(OURS);
    }

    @Override
    protected String yaml(String keepSession) {
        return Checkup.with(pair)
                .set("keepSession", keepSession)
                .set("probe", "{ interval: 1s, deadline: 950ms }")
                .without("observer")
                .yaml();
    }
}
