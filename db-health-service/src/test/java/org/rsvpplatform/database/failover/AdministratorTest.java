package org.rsvpplatform.database.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.rsvpplatform.database.connection.Login;
import org.rsvpplatform.kit.observe.probe.Session;
import org.rsvpplatform.kit.redaction.Secret;
import org.rsvpplatform.kit.time.Deadline;
import org.rsvpplatform.kit.time.Ticker;

class AdministratorTest {
    private static final Login LOGIN = new Login("admin", Secret.of("not shown"));

    private final List<Connection> opened = new ArrayList<>();
    private final Administrator<Connection> administrator =
            new Administrator<>(
                    Optional.of(LOGIN),
                    (_, _) -> {
                        opened.add(new Connection());
                        return opened.getLast();
                    },
                    Ticker.system());

    private static final class Connection implements Session {
        private boolean ended;
        private boolean closed;

        private String asked() throws ExecutionException {
            if (ended) {
                throw new ExecutionException(new IllegalStateException("it has ended"));
            }
            return "done";
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    @Test
    void the_next_act_needs_no_login() throws Exception {
        act();

        assertThat(act()).isEqualTo("done");

        assertThat(opened).hasSize(1);
        assertThat(opened.getFirst().closed).isFalse();
    }

    @Test
    void a_session_that_has_ended_meanwhile_is_replaced() throws Exception {
        act();
        opened.getFirst().ended = true;

        assertThat(act()).isEqualTo("done");

        assertThat(opened).hasSize(2);
        assertThat(opened.getFirst().closed).isTrue();
    }

    @Test
    void what_a_new_session_says_no_to_is_told_and_none_stays() {
        assertThatThrownBy(
                        () ->
                                administrator.act(
                                        (_, _) -> {
                                            throw new ExecutionException(
                                                    new IllegalStateException("it may not"));
                                        },
                                        soon()))
                .hasRootCauseMessage("it may not");

        assertThat(opened).hasSize(1);
        assertThat(opened.getFirst().closed).isTrue();
    }

    @Test
    void where_the_login_is_the_question_there_is_a_new_one_each_time() throws Exception {
        act();

        administrator.actAnew((session, _) -> session.asked(), soon());

        assertThat(opened).hasSize(2);
        assertThat(opened.getLast().closed).isTrue();
        assertThat(opened.getFirst().closed).isFalse();
    }

    @Test
    void at_its_end_none_stays() throws Exception {
        act();

        administrator.close();
        act();

        assertThat(opened).hasSize(2).allMatch(session -> session.closed);
    }

    private String act() throws Exception {
        return administrator.act((session, _) -> session.asked(), soon());
    }

    private static Deadline soon() {
        return Deadline.in(Duration.ofSeconds(5), Ticker.system());
    }
}
