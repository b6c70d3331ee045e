package org.rsvpplatform.database.mysql.capacity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.rsvpplatform.database.capacity.LockWait;

/** Who waits for whom, as far as the kinds of locks tell. */
class MetadataLocksTest {
    @Test
    void a_writer_waits_for_who_holds_writers_off_and_not_for_readers() {
        assertThat(
                        waits(
                                has(1, "SHARED_NO_WRITE"),
                                has(2, "SHARED_READ"),
                                wants(3, "SHARED_WRITE")))
                .singleElement()
                .satisfies(
                        wait -> {
                            assertThat(wait.pid()).isEqualTo(3);
                            assertThat(wait.blockedBy()).containsExactly(1L);
                            assertThat(wait.relation()).isEqualTo("rsvp.users");
                        });
    }

    @Test
    void a_change_of_a_table_waits_for_all_and_those_behind_wait_for_it() {
        assertThat(
                        waits(
                                has(1, "SHARED_READ"),
                                has(2, "SHARED_WRITE"),
                                wants(3, "EXCLUSIVE"),
                                wants(4, "SHARED_READ")))
                .extracting(LockWait::blockedBy)
                .containsExactly(List.of(1L, 2L), List.of(3L));
    }

    @Test
    void another_table_keeps_nobody() {
        MetadataLock elsewhere = new MetadataLock(1, "TABLE", "rsvp.events", "EXCLUSIVE", true);

        assertThat(waits(elsewhere, wants(2, "SHARED_READ"))).isEmpty();
    }

    @Test
    void a_global_read_lock_keeps_writers() {
        MetadataLock flush = new MetadataLock(1, "BACKUP", "", "BACKUP_FTWRL1", true);
        MetadataLock writer = new MetadataLock(2, "BACKUP", "", "BACKUP_TRANS_DML", false);
        MetadataLock other = new MetadataLock(3, "BACKUP", "", "BACKUP_TRANS_DML", true);

        assertThat(waits(flush, writer, other))
                .singleElement()
                .satisfies(wait -> assertThat(wait.blockedBy()).containsExactly(1L));
    }

    @Test
    void the_name_of_a_users_own_lock_is_a_value_and_not_shown() {
        MetadataLock held = new MetadataLock(1, "USER LEVEL LOCK", "secret", "EXCLUSIVE", true);
        MetadataLock wanted = new MetadataLock(2, "USER LEVEL LOCK", "secret", "EXCLUSIVE", false);

        assertThat(waits(held, wanted))
                .extracting(LockWait::relation)
                .containsExactly("a lock of type user level lock");
    }

    private static List<LockWait> waits(MetadataLock... locks) {
        return MetadataLocksQuestion.waits(List.of(locks), List.of());
    }

    private static MetadataLock has(long pid, String mode) {
        return new MetadataLock(pid, "TABLE", "rsvp.users", mode, true);
    }

    private static MetadataLock wants(long pid, String mode) {
        return new MetadataLock(pid, "TABLE", "rsvp.users", mode, false);
    }
}
