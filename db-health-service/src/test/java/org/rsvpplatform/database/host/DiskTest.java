package org.rsvpplatform.database.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.rsvpplatform.kit.observe.cause.Signal;
import org.rsvpplatform.kit.observe.probe.Outcome;

class DiskTest {
    private static final long GIB = 1L << 30;

    @Test
    void a_disk_is_nearly_full_from_the_share_on_that_is_configured() {
        List<Disk> disks = List.of(new Disk("data", "/data", 6 * GIB, 100 * GIB));

        assertThat(Disk.judge(disks, 95)).isInstanceOf(Outcome.Passed.class);
        assertThat(fact(Disk.judge(disks, 94))).isEqualTo("disk-nearly-full");
    }

    @Test
    void a_disk_without_room_for_a_page_is_full_whatever_is_configured() {
        Disk full = new Disk("pg_wal", "/wal", 4096, 100 * GIB);

        assertThat(fact(Disk.judge(List.of(full), 100))).isEqualTo("disk-full");
        assertThat(full.fullFrom(100)).isTrue();
    }

    @Test
    void what_lies_on_it_is_known_by_its_name() {
        Disk disk = new Disk("data and redo log", "/data", GIB, GIB);

        assertThat(disk.holds("redo log")).isTrue();
        assertThat(disk.holds("binary log")).isFalse();
        assertThat(disk.holdsLog()).isTrue();
    }

    private static String fact(Outcome outcome) {
        List<Signal> signals =
                switch (outcome) {
                    case Outcome.Degraded degraded -> degraded.signals();
                    case Outcome.Failed failed -> failed.signals();
                    default -> List.of();
                };
        return ((Signal.Fact) signals.getFirst()).name();
    }
}
