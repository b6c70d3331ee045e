package org.rsvpplatform.kit.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rsvpplatform.kit.store.AppointmentTable.Row;

class AppointmentTableTest {
    private static final Instant SINCE = Instant.parse("2026-01-01T10:00:00.123456Z");

    @TempDir Path folder;

    @Test
    void the_latest_of_each_group_is_there_after_a_restart() {
        try (Store store = Store.open(folder.resolve("store.db"))) {
            AppointmentTable table = new AppointmentTable(store);
            assertThat(table.all()).isEmpty();
            assertThat(table.advance(new Row("a", "b", 2, SINCE))).isTrue();
            assertThat(table.advance(new Row("a", "a", 3, SINCE))).isTrue();
            assertThat(table.advance(new Row("x", "y", 2, SINCE))).isTrue();
        }
        try (Store store = Store.open(folder.resolve("store.db"))) {
            assertThat(new AppointmentTable(store).all())
                    .containsExactly(new Row("a", "a", 3, SINCE), new Row("x", "y", 2, SINCE));
        }
    }

    @Test
    void an_epoch_never_goes_back_nor_names_two() {
        try (Store store = Store.open(folder.resolve("store.db"))) {
            AppointmentTable table = new AppointmentTable(store);
            table.advance(new Row("a", "b", 3, SINCE));

            assertThat(table.advance(new Row("a", "c", 3, SINCE))).isFalse();
            assertThat(table.advance(new Row("a", "c", 2, SINCE))).isFalse();

            assertThat(table.all()).containsExactly(new Row("a", "b", 3, SINCE));
        }
    }
}
