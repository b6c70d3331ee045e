package org.rsvpplatform.kit.act.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rsvpplatform.kit.serve.pointer.Active;
import org.rsvpplatform.kit.serve.pointer.ActiveProviders;
import org.rsvpplatform.kit.store.AppointmentTable;
import org.rsvpplatform.kit.store.Store;
import org.rsvpplatform.kit.store.StoreUnavailable;

/** Until the store was read the file's word may be that of before a failover. */
class AppointmentsTest {
    @TempDir Path folder;

    @Test
    void nobody_is_published_before_it_is_read_and_it_may_be_read_again() throws IOException {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T10:00:00Z"));
        try (Stage stage = new Stage(folder, new ScriptedDomain(), now)) {
            stage.failOver();
            try (Store store = Store.open(folder.resolve("other.db"))) {
                AppointmentTable table = new AppointmentTable(store);
                table.advance(new AppointmentTable.Row("one", "two", 2, now.get()));
                Appointments appointments = new Appointments(table, stage.watch);
                ActiveProviders active = new ActiveProviders(stage.watch, appointments);

                assertThatThrownBy(active::all).isInstanceOf(StoreUnavailable.class);

                appointments.restore();
                appointments.restore();

                assertThat(active.all()).extracting(Active::provider).containsExactly("two");
            }
        }
    }
}
