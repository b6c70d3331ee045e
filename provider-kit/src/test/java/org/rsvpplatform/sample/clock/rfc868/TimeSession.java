package org.rsvpplatform.sample.clock.rfc868;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.time.Instant;
import org.rsvpplatform.kit.observe.probe.Session;
import org.rsvpplatform.kit.observe.probe.Trace;
import org.rsvpplatform.kit.time.Deadline;

/** A connection to a time server; the server speaks first, four bytes. */
record TimeSession(Socket socket, Trace trace) implements Session {
    /** From 1900, where RFC 868 begins to count, to 1970. */
    private static final long EPOCH_OFFSET_SECONDS = 2_208_988_800L;

    Instant time(Deadline deadline) throws IOException {
        socket.setSoTimeout(deadline.remainingMillis());
        long seconds =
                Integer.toUnsignedLong(new DataInputStream(socket.getInputStream()).readInt());
        trace.received(seconds + " s since 1900");
        return Instant.ofEpochSecond(seconds - EPOCH_OFFSET_SECONDS);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // it is gone already
        }
    }
}
