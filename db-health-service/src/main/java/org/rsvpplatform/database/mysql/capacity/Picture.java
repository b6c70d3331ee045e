package org.rsvpplatform.database.mysql.capacity;

import java.util.List;
import org.rsvpplatform.database.capacity.Activity;
import org.rsvpplatform.database.capacity.Expiry;
import org.rsvpplatform.database.capacity.Seen;
import org.rsvpplatform.database.capacity.Statements;

/**
 * All that one look brought.
 *
 * @param deadlocks since the server started
 */
public record Picture(
        Activity activity,
        Seen<Long> deadlocks,
        Statements statements,
        Seen<List<Expiry>> passwords) {}
