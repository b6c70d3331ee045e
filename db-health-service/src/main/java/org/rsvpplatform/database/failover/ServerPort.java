package org.rsvpplatform.database.failover;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.rsvpplatform.database.connection.Endpoint;
import org.rsvpplatform.kit.act.command.RunFailed;
import org.rsvpplatform.kit.act.failover.StopNote;
import org.rsvpplatform.kit.observe.probe.Names;
import org.rsvpplatform.kit.time.Deadline;
import org.rsvpplatform.kit.time.Ticker;

/** The port of a server that is being stopped: it is closed when the postmaster has ended. */
public record ServerPort(Endpoint endpoint, Names names, Ticker ticker) {
    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration POLL = Duration.ofMillis(5);

    /** From its last process to the end of its port. */
    private static final Duration ENDS = Duration.ofSeconds(4);

    private static final Duration SELDOM = Duration.ofMillis(50);

    /** Why a shutdown can't be seen there; empty when it can. */
    public Optional<FenceChoice.Lacking> hidden(String server) {
        return endpoint.via() == Endpoint.Via.DIRECT
                ? Optional.empty()
                : Optional.of(
                        new FenceChoice.Lacking(
                                "%s is reached through a proxy, whose port stays open: a shutdown can't be seen"
                                        .formatted(server),
                                "configure failover.hook, or via: direct"));
    }

    /** Only a refusal tells; no answer does not. */
    public boolean isClosed() throws InterruptedException {
        return isClosed(Deadline.in(CONNECT, ticker));
    }

    /**
     * The same, where no answer is not waited for any longer. A name with several addresses may
     * refuse at one, and serve at another.
     */
    boolean isClosed(Deadline deadline) throws InterruptedException {
        try {
            for (InetAddress address : names.resolve(endpoint.host(), deadline)) {
                if (!refuses(address, deadline)) {
                    return false;
                }
            }
            return true;
        } catch (IOException | TimeoutException e) {
            return false;
        }
    }

    private boolean refuses(InetAddress address, Deadline deadline) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(address, endpoint.port()), deadline.remainingMillis());
            return false;
        } catch (ConnectException e) {
            return true;
        }
    }

    /** The same of one that may have been told to stop, and then may be on its way. */
    public boolean isClosed(StopNote note) throws InterruptedException {
        Duration ends = note.stopped().isPresent() ? ENDS : Duration.ZERO;
        return closes(Deadline.in(ends, ticker), SELDOM);
    }

    private boolean closes(Deadline deadline, Duration poll) throws InterruptedException {
        while (!isClosed()) {
            if (!deadline.pause(poll)) {
                return false;
            }
        }
        return true;
    }

    /**
     * @throws RunFailed when it is still open then
     */
    public void awaitClosed(Deadline deadline) throws RunFailed, InterruptedException {
        if (!closes(deadline, POLL)) {
            throw new RunFailed(
                    "%s still accepts connections long after its shutdown"
                            .formatted(endpoint.address()));
        }
    }
}
