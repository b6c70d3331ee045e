package org.rsvpplatform.database.postgresql.capacity;

import java.util.List;
import org.rsvpplatform.database.capacity.Activity;
import org.rsvpplatform.database.capacity.Expiry;
import org.rsvpplatform.database.capacity.Statements;

/**
 * All that one look brought.
 *
 * @param inRecovery true on a standby, whose rows, users and transactions are its primary's
 */
public record Picture(
        boolean inRecovery,
        Activity activity,
        Counters counters,
        Statements statements,
        AgesQuestion.Ages ages,
        TablesQuestion.Tables tables,
        SlotsQuestion.Slots slots,
        List<Expiry> passwords) {}
