package org.rsvpplatform.sample.clock;

import java.io.IOException;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.rsvpplatform.kit.documentation.FieldTable;
import org.rsvpplatform.kit.observe.probe.Names;

/** To write the part anew: {@code -Dtest=GroupsDocumentTest -Drsvp.regenerate=true}. */
class GroupsDocumentTest {
    @Test
    void what_a_group_can_be_told_is_documented() throws IOException {
        FieldTable.groupsMustBeDocumented(new ClockDomain(Names.system(), Clock.systemUTC()));
    }
}
