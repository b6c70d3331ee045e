package org.rsvpplatform.kit.observe.probe;

import java.util.Set;
import org.rsvpplatform.kit.observe.cause.Finding;
import org.rsvpplatform.kit.time.Deadline;

/** A second look that confirms or rules out candidate causes. It runs only after a failure. */
public interface Inquiry {
    /** A short name for the trace and the evidence, such as {@code port-bound}. */
    String name();

    /** The causes it can tell apart; it is asked when one of them is a candidate. */
    Set<String> about();

    /** Looks. An exception counts as "could not tell". */
    Finding look(Failure failure, Deadline deadline, Trace trace) throws Exception;
}
