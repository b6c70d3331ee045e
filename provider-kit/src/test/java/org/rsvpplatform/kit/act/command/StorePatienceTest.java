package org.rsvpplatform.kit.act.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.rsvpplatform.kit.store.StoreUnavailable;

/** A store that takes nothing for a moment, and one that takes nothing any more. */
class StorePatienceTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    private final AtomicInteger asked = new AtomicInteger();

    private Runnable takesFrom(int call) {
        return () -> {
            if (asked.incrementAndGet() < call) {
                throw new StoreUnavailable("the disk is full", "make room", null);
            }
        };
    }

    @Test
    void what_is_not_taken_is_written_again() {
        new StorePatience(LONG).write(takesFrom(3));

        assertThat(asked).hasValue(3);
    }

    @Test
    void what_is_not_taken_for_too_long_is_given_up_and_not_waited_for_again() {
        StorePatience patience = new StorePatience(Duration.ofMillis(120));
        assertThatThrownBy(() -> patience.write(takesFrom(Integer.MAX_VALUE)))
                .isInstanceOf(StoreUnavailable.class);
        assertThat(asked.getAndSet(0)).isGreaterThan(1);

        assertThatThrownBy(() -> patience.write(takesFrom(Integer.MAX_VALUE)))
                .isInstanceOf(StoreUnavailable.class);

        assertThat(asked).hasValue(1);
    }

    @Test
    void one_that_takes_something_again_is_waited_for_again() {
        StorePatience patience = new StorePatience(LONG);
        patience.write(takesFrom(2));
        asked.set(0);

        patience.write(takesFrom(2));

        assertThat(asked).hasValue(2);
    }

    @Test
    void who_is_interrupted_waits_for_nothing() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> new StorePatience(LONG).write(takesFrom(2)))
                .isInstanceOf(StoreUnavailable.class);
        assertThat(Thread.interrupted()).isTrue();
    }
}
