package org.rsvpplatform.sample.clock;

import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Clock;
import java.time.Duration;

/** A time server whose clock can be wrong. Source: RFC 868. */
final class ClockServer implements AutoCloseable {
    private static final long EPOCH_OFFSET_SECONDS = 2_208_988_800L;

    private final ServerSocket socket;
    private volatile Duration offset = Duration.ZERO;

    private ClockServer(ServerSocket socket) {
        this.socket = socket;
    }

    static ClockServer start() throws IOException {
        ClockServer server =
                new ClockServer(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
        Thread.ofVirtual().name("clock-server").start(server::serve);
        return server;
    }

    int port() {
        return socket.getLocalPort();
    }

    void offBy(Duration wrong) {
        offset = wrong;
    }

    private void serve() {
        while (!socket.isClosed()) {
            try (Socket client = socket.accept();
                    DataOutputStream out = new DataOutputStream(client.getOutputStream())) {
                long now = Clock.systemUTC().instant().plus(offset).getEpochSecond();
                out.writeInt((int) (now + EPOCH_OFFSET_SECONDS));
            } catch (IOException e) {
                // the client went away, or the test has ended
            }
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
