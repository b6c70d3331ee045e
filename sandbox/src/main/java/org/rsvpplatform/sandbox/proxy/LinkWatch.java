package org.rsvpplatform.sandbox.proxy;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.rsvpplatform.sandbox.process.Deadline;
import org.rsvpplatform.sandbox.process.SandboxException;

/** Looks ten times a second which servers listen and tells their links. */
public final class LinkWatch implements AutoCloseable {
    private static final Duration INTERVAL = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Set<FaultLink> links = ConcurrentHashMap.newKeySet();
    private final Thread thread;
    private volatile boolean closed;

    public LinkWatch() {
        thread = Thread.ofPlatform().daemon().name("link-watch").start(this::run);
    }

    void add(FaultLink link) {
        links.add(link);
    }

    void remove(FaultLink link) {
        links.remove(link);
    }

    private void run() {
        while (!closed) {
            try {
                look();
            } catch (SandboxException e) {
                // looks again in a moment
            }
            LockSupport.parkNanos(INTERVAL.toNanos());
        }
    }

    /**
     * Looks now. One at a time, so that an older picture never overwrites a newer one.
     *
     * @throws SandboxException a link could not follow its server; all others have
     */
    public synchronized void look() {
        Set<Integer> ports = ListeningPorts.now();
        Optional<SandboxException> left = Optional.empty();
        for (FaultLink link : links) {
            try {
                link.serverListens(ports.contains(link.serverPort()));
            } catch (SandboxException e) {
                left = Optional.of(e);
            }
        }
        if (left.isPresent()) {
            throw left.get();
        }
    }

    /** Waits until a server has opened or closed its port, and tells its links. */
    public void awaitListening(int port, boolean listens) {
        Deadline.in(PATIENCE)
                .await(
                        "port %d to %s".formatted(port, listens ? "open" : "close"),
                        () -> ListeningPorts.now().contains(port) == listens);
        look();
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        links.forEach(FaultLink::close);
    }
}
