package org.rsvpplatform.kit.act.failover;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.rsvpplatform.kit.store.HoldTable;

/**
 * What holds for a while, as commands answer it.
 *
 * @param what paused, acknowledged or maintenance
 * @param of the group or provider
 * @param until absent when something else ends it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Hold(String what, String of, Instant since, Instant until, String by, String why) {
    static Hold of(HoldTable.Row row) {
        return new Hold(row.kind(), row.name(), row.since(), row.until(), row.by(), row.why());
    }
}
