package org.rsvpplatform.sandbox.proxy;

import java.io.Closeable;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Carries the bytes of one connection, both ways, and passes on how it ends. */
final class Carrier {
    private static final int BUFFER_BYTES = 16 * 1024;

    private final FaultLink link;
    private final Socket client;
    private final Socket server;

    Carrier(FaultLink link, Socket client, Socket server) {
        this.link = link;
        this.client = client;
        this.server = server;
    }

    /** Returns when both directions have ended. */
    void run() {
        Thread requests = Thread.ofVirtual().start(() -> pump(client, server, false));
        pump(server, client, true);
        try {
            requests.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        close(client);
        close(server);
    }

    private void pump(Socket from, Socket to, boolean answers) {
        byte[] buffer = new byte[BUFFER_BYTES];
        try {
            from.setTcpNoDelay(true);
            int count = from.getInputStream().read(buffer);
            while (count >= 0) {
                if (answers && link.wire() instanceof Wire.Slow(Duration delay)) {
                    LockSupport.parkNanos(delay.toNanos());
                }
                link.awaitOpen();
                to.getOutputStream().write(buffer, 0, count);
                count = from.getInputStream().read(buffer);
            }
            link.awaitOpen();
            to.shutdownOutput();
        } catch (IOException e) {
            link.awaitOpen();
            reset();
        }
    }

    /** Ends both sides with a TCP reset. */
    void reset() {
        reset(client);
        reset(server);
    }

    static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            // closed already
        }
        close(socket);
    }

    static void close(Closeable closeable) {
        try {
            closeable.close();
        } catch (IOException e) {
            // gone is gone
        }
    }
}
