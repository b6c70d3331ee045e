package org.rsvpplatform.kit.act.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.rsvpplatform.kit.store.StoreUnavailable;

/** A run whose store takes nothing for a moment. */
class RunTest {
    private final AtomicInteger refusals = new AtomicInteger();
    private final List<RunDocument> written = new ArrayList<>();
    private final Run run =
            new Run(
                    new Run.Begin(
                            "r1",
                            "scripted:cut",
                            JsonNodeFactory.instance.objectNode(),
                            null,
                            "ada",
                            Instant.EPOCH),
                    List.of("cut", "tie"),
                    Clock.systemUTC(),
                    document -> {
                        if (refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                            throw new StoreUnavailable("the disk is full", "make room", null);
                        }
                        written.add(document);
                    });

    @Test
    void before_anything_is_done_it_ends() {
        refusals.set(1);

        assertThatThrownBy(() -> run.step("cut", () -> "it was cut"))
                .isInstanceOf(StoreUnavailable.class);
        assertThat(run.isDone("cut")).isFalse();
    }

    @Test
    void half_way_it_goes_on_as_soon_as_it_is_written_down() throws Exception {
        run.commit();

        run.step(
                "cut",
                () -> {
                    refusals.set(2);
                    return "it was cut";
                });
        refusals.set(2);
        run.note("length", "7");

        assertThat(refusals).hasValue(0);
        assertThat(written.getLast().notes()).containsEntry("length", "7");
        assertThat(written.getLast().steps().getFirst().state()).isEqualTo("done");
    }
}
