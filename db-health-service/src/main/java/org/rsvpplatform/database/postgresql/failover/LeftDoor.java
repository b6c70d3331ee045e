package org.rsvpplatform.database.postgresql.failover;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.rsvpplatform.database.postgresql.connection.PostgresSession;
import org.rsvpplatform.kit.time.Deadline;

/**
 * The fence in the pg_hba.conf of a former primary: where that file lies outside the data, no copy
 * of another server replaces it.
 */
final class LeftDoor {
    private LeftDoor() {}

    /** Whether it is shut: who may not read it has never written it. */
    static boolean isShut(HbaFile file) throws TimeoutException, InterruptedException {
        try {
            return file.isFenced();
        } catch (ExecutionException e) {
            return false;
        }
    }

    /**
     * Opens it, where it is shut.
     *
     * @return what was done, or could not be, as a clause; empty for nothing
     */
    static String opened(PostgresSession session, Deadline deadline)
            throws TimeoutException, InterruptedException {
        HbaFile file = new HbaFile(session, deadline);
        if (!isShut(file)) {
            return "";
        }
        try {
            file.lift();
            session.run("SELECT pg_catalog.pg_reload_conf()", deadline);
            return "; pg_hba.conf lets everybody in again";
        } catch (ExecutionException e) {
            return "; its pg_hba.conf still lets nobody in (%s): copy the file next to it that ends in .unfenced over it, and SELECT pg_reload_conf()"
                    .formatted(e.getCause().getMessage());
        }
    }
}
