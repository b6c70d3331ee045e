package org.rsvpplatform.kit.act.failover;

import java.util.List;
import org.rsvpplatform.kit.act.command.RunFailed;

/** What a domain brings when the active provider is back and waits to be let. */
public interface Admission {
    /** Conditions beside those that every domain has; one is that the other one still follows. */
    List<Guard> guards();

    /** Lets it take writes; for one that does already, nothing. */
    String admit() throws RunFailed, InterruptedException;

    /** It takes them. */
    Proof takesWrites();
}
