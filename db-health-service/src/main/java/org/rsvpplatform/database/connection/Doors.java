package org.rsvpplatform.database.connection;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import org.rsvpplatform.kit.observe.probe.Trace;
import org.rsvpplatform.kit.time.Deadline;

/** The doors of one kind of server. */
public interface Doors {
    /** Whose protocol is spoken, such as {@code PostgreSQL}. */
    String product();

    /** Ports that such servers usually have. */
    List<Integer> usualPorts();

    /**
     * Connects.
     *
     * @throws java.net.SocketTimeoutException no answer to the connection request by the deadline
     */
    Door at(InetSocketAddress address, Deadline deadline, Trace trace) throws IOException;
}
