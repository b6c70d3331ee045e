package org.rsvpplatform.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.rsvpplatform.endtoend.History.Acknowledged;
import org.rsvpplatform.endtoend.History.Epoch;
import org.rsvpplatform.endtoend.History.Row;

/** A checker that finds nothing is worth nothing: each kind of wrong history is found. */
class HistoryTest {
    private final History history = new History();

    HistoryTest() {
        history.add(new Epoch(1, "north", 0));
        history.add(new Epoch(2, "south", 100));
        history.add(new Acknowledged("w1", 1, "north", 10, 11));
        history.add(new Acknowledged("w1", 2, "south", 110, 111));
        history.add(new Acknowledged("w2", 1, "north", 20, 21));
    }

    private final List<Row> data =
            List.of(new Row("w1", 1), new Row("w2", 1), new Row("w2", 2), new Row("w1", 2));

    @Test
    void a_history_as_it_should_be_has_nothing_wrong() {
        assertThat(history.wrongs(data)).isEmpty();
    }

    @Test
    void a_write_that_is_there_without_an_acknowledgement_is_none_of_a_wrong() {
        assertThat(history.wrongs(data)).isEmpty();
        assertThat(history.acknowledgements()).isEqualTo(3);
    }

    @Test
    void a_lost_write_is_found() {
        assertThat(history.wrongs(List.of(new Row("w1", 1), new Row("w1", 2))))
                .containsExactly("write 1 of w2 was acknowledged by north and is not there");
    }

    @Test
    void a_write_that_is_there_twice_is_found() {
        assertThat(
                        history.wrongs(
                                List.of(
                                        new Row("w1", 1),
                                        new Row("w2", 1),
                                        new Row("w2", 1),
                                        new Row("w1", 2))))
                .containsExactly("write 1 of w2 is there twice");
    }

    @Test
    void writes_in_another_order_are_found() {
        assertThat(history.wrongs(List.of(new Row("w1", 2), new Row("w2", 1), new Row("w1", 1))))
                .containsExactly("write 2 of w1 stands before its write 1");
    }

    @Test
    void a_write_that_the_old_one_took_after_the_epoch_was_published_is_found() {
        history.add(new Acknowledged("w2", 2, "north", 120, 121));

        assertThat(history.wrongs(data))
                .containsExactly(
                        "write 2 of w2 was taken by north in epoch 2, whose active one is south");
    }

    @Test
    void a_write_that_the_new_one_took_too_early_is_found() {
        history.add(new Acknowledged("w2", 2, "south", 30, 31));

        assertThat(history.wrongs(data))
                .containsExactly(
                        "write 2 of w2 was taken by south in epoch 1, whose active one is north");
    }

    @Test
    void a_write_under_way_while_the_epoch_is_published_may_be_of_either() {
        history.add(new Acknowledged("w2", 2, "north", 99, 101));

        assertThat(history.wrongs(data)).isEmpty();
    }

    @Test
    void the_first_answers_after_a_moment_are_told_in_order() {
        history.add(new Acknowledged("w3", 1, "south", 105, 108));

        assertThat(history.toldAfter(100))
                .extracting(Acknowledged::writer)
                .containsExactly("w3", "w1");
    }
}
