package org.rsvpplatform.database.capacity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class BlockTreeTest {
    @Test
    void a_chain_has_one_root_and_all_who_wait_stand_behind_it() {
        BlockTree tree = tree(waits(2, 1), waits(3, 2), waits(4, 1));

        assertThat(tree.roots()).hasSize(1);
        assertThat(tree.roots().getFirst().pid()).isEqualTo(1);
        assertThat(tree.roots().getFirst().waiting())
                .extracting(LockWait::pid)
                .containsExactlyInAnyOrder(2L, 3L, 4L);
        assertThat(tree.roots().getFirst().longest()).isEqualTo(Duration.ofSeconds(4));
    }

    @Test
    void a_circle_that_the_server_will_break_has_no_root() {
        assertThat(tree(waits(1, 2), waits(2, 1)).roots()).isEmpty();
    }

    @Test
    void a_prepared_transaction_can_be_the_root() {
        BlockTree.Root root = tree(waits(2, 0)).roots().getFirst();

        assertThat(root.described()).isEqualTo("a prepared transaction");
        assertThat(root.facts()).containsOnlyKeys("preparedTransaction");
    }

    private static BlockTree tree(LockWait... waits) {
        return new BlockTree(new Activity(10, 3, List.of(), List.of(waits)));
    }

    private static LockWait waits(long pid, long blocker) {
        return new LockWait(pid, List.of(blocker), "", Duration.ofSeconds(pid));
    }
}
