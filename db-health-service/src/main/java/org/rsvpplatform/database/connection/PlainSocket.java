package org.rsvpplatform.database.connection;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import org.rsvpplatform.kit.observe.probe.Trace;
import org.rsvpplatform.kit.time.Deadline;

/** TCP by hand. */
public final class PlainSocket {
    private PlainSocket() {}

    /**
     * Connects.
     *
     * @throws java.net.SocketTimeoutException no answer to the connection request by the deadline
     */
    public static Socket connect(InetSocketAddress address, Deadline deadline, Trace trace)
            throws IOException {
        Socket socket = new Socket();
        try {
            trace.sent("connect to " + address);
            socket.connect(address, deadline.remainingMillis());
            trace.received("connected");
            return socket;
        } catch (IOException e) {
            trace.received(String.valueOf(e.getMessage()));
            close(socket);
            throw e;
        }
    }

    /** Closes it, whatever state it is in. */
    public static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // it is gone already
        }
    }
}
