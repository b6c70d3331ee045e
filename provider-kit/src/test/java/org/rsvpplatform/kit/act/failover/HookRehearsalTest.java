package org.rsvpplatform.kit.act.failover;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.rsvpplatform.kit.act.command.RunFailed;

class HookRehearsalTest {
    /** From the first byte to the end of the answer: nothing of a call is left to be loaded. */
    @Test
    void a_call_is_carried_out_as_a_whole() throws RunFailed, InterruptedException {
        assertThat(HookRehearsal.call()).isEqualTo("the hook at 127.0.0.1 answered 200");
    }
}
