package org.rsvpplatform.sandbox.proxy;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.rsvpplatform.sandbox.SandboxException;

/** Looks every 50 ms which servers listen and tells their links. */
public final class LinkWatch implements AutoCloseable {
    private static final Duration INTERVAL = Duration.ofMillis(50);

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

    /** Looks now. */
    public void look() {
        Set<Integer> ports = ListeningPorts.now();
        links.forEach(link -> link.serverListens(ports.contains(link.serverPort())));
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        links.forEach(FaultLink::close);
    }
}
