package org.rsvpplatform.database.failover;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import org.rsvpplatform.database.connection.Endpoint;
import org.rsvpplatform.kit.act.command.RunFailed;
import org.rsvpplatform.kit.time.Deadline;

/** The port of a server that is being stopped: it is closed when the postmaster has ended. */
public record ServerPort(Endpoint endpoint) {
    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration POLL = Duration.ofMillis(5);

    /** Only a refusal tells; no answer does not. */
    public boolean isClosed() {
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(endpoint.host(), endpoint.port()),
                    (int) CONNECT.toMillis());
            return false;
        } catch (ConnectException e) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * @throws RunFailed when it is still open then
     */
    public void awaitClosed(Deadline deadline) throws RunFailed, InterruptedException {
        while (!isClosed()) {
            if (!deadline.pause(POLL)) {
                throw new RunFailed(
                        "%s still accepts connections long after its shutdown"
                                .formatted(endpoint.address()));
            }
        }
    }
}
