package org.rsvpplatform.sandbox.proxy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.rsvpplatform.sandbox.process.Deadline;
import org.rsvpplatform.sandbox.process.SandboxException;

/**
 * One way to a server, that can be cut: a port on loopback whose connections are carried to the
 * server's own port. While the server doesn't listen, the link doesn't either.
 */
public final class FaultLink implements AutoCloseable {
    private static final int BACKLOG = 32;
    private static final int FILL_TIMEOUT_MILLIS = 60;
    private static final int CONNECT_TIMEOUT_MILLIS = 2_000;
    private static final Duration ACCEPTOR_PAUSE = Duration.ofSeconds(2);
    private static final Duration PAUSE = Duration.ofMillis(5);

    private final String name;
    private final InetSocketAddress address;
    private final InetSocketAddress server;
    private final LinkWatch watch;
    private final Set<Carrier> carriers = ConcurrentHashMap.newKeySet();
    private final List<Socket> queueFillers = new ArrayList<>();
    private final Set<Integer> fillerPorts = ConcurrentHashMap.newKeySet();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private volatile Wire wire = new Wire.Pass();
    private volatile InetAddress source = Ports.loopback();
    private volatile boolean acceptorWaits;
    private boolean serverListens;
    private volatile boolean closed;
    private ServerSocket listener;
    private Thread acceptor;

    /**
     * @param name who comes this way: {@code service}, {@code programs} or {@code replication}
     * @param serverPort the server's own port on loopback
     */
    public FaultLink(String name, int serverPort, LinkWatch watch) {
        this.name = name;
        this.address = new InetSocketAddress(Ports.loopback(), Ports.free());
        this.server = new InetSocketAddress(Ports.loopback(), serverPort);
        this.watch = watch;
        watch.add(this);
    }

    public String name() {
        return name;
    }

    /** The port that clients use. */
    public int port() {
        return address.getPort();
    }

    public Wire wire() {
        return wire;
    }

    /**
     * Lets new connections reach the server from this address of the loopback network, as if the
     * clients had moved to another host: no connection can move with them.
     */
    public void comeFrom(InetAddress address) {
        lock.lock();
        try {
            if (!source.equals(address)) {
                source = address;
                carriers.forEach(Carrier::reset);
            }
        } finally {
            lock.unlock();
        }
    }

    int serverPort() {
        return server.getPort();
    }

    /** Puts the link into the given condition. */
    public void set(Wire next) {
        lock.lock();
        try {
            if (wire.equals(next)) {
                return;
            }
            wire = next;
            adjust();
            if (next instanceof Wire.Refuse || next instanceof Wire.Reset) {
                carriers.forEach(Carrier::reset);
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void serverListens(boolean listens) {
        lock.lock();
        try {
            serverListens = listens;
            adjust(); // also when nothing changed: the port may have been taken the last time
        } finally {
            lock.unlock();
        }
    }

    private void adjust() {
        boolean silent = wire instanceof Wire.Blackhole;
        boolean listen = !closed && (silent || serverListens && !(wire instanceof Wire.Refuse));
        if (listen && listener == null) {
            open();
        } else if (!listen && listener != null) {
            stopListening();
        }
        if (silent && queueFillers.isEmpty() && listener != null) {
            fillQueue();
        } else if (!silent && !queueFillers.isEmpty()) {
            queueFillers.forEach(Carrier::close);
            queueFillers.clear();
            Deadline.in(ACCEPTOR_PAUSE).met(fillerPorts::isEmpty); // the acceptor drains the queue
        }
    }

    private void open() {
        try {
            ServerSocket socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(address, BACKLOG);
            listener = socket;
            acceptor = Thread.ofVirtual().start(() -> acceptFrom(socket));
        } catch (IOException e) {
            throw new SandboxException("port %d was taken by another".formatted(port()), e);
        }
    }

    private void stopListening() {
        Carrier.close(listener);
        listener = null;
        fillerPorts.clear();
        try {
            acceptor.join(ACCEPTOR_PAUSE); // the port is closed when it has left accept()
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * A full accept queue makes the kernel drop each further connection request. The acceptor takes
     * the first filler and then waits, so that the queue stays full.
     */
    private void fillQueue() {
        for (int i = 0; i < 2 * BACKLOG; i++) {
            if (i == 1 && !Deadline.in(ACCEPTOR_PAUSE).met(() -> acceptorWaits)) {
                throw new SandboxException("port %d still accepts".formatted(port()));
            }
            Socket filler = new Socket();
            try {
                filler.bind(new InetSocketAddress(Ports.loopback(), 0));
                fillerPorts.add(filler.getLocalPort());
                filler.connect(address, FILL_TIMEOUT_MILLIS);
                queueFillers.add(filler);
            } catch (SocketTimeoutException full) {
                fillerPorts.remove(filler.getLocalPort());
                Carrier.close(filler);
                return;
            } catch (IOException e) {
                Carrier.close(filler);
                throw new SandboxException("cannot fill the queue of port " + port(), e);
            }
        }
    }

    /** Takes no lock: whoever closes the listener waits for it, lock in hand. */
    private void acceptFrom(ServerSocket socket) {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                acceptorWaits = wire instanceof Wire.Blackhole;
                while (wire instanceof Wire.Blackhole && !closed) {
                    LockSupport.parkNanos(PAUSE.toNanos()); // leaves the queue as full as it is
                }
                acceptorWaits = false;
                if (fillerPorts.remove(client.getPort())) {
                    Carrier.close(client);
                } else if (wire instanceof Wire.Reset) {
                    Carrier.reset(client);
                } else {
                    Thread.ofVirtual().start(() -> carry(client));
                }
            } catch (IOException e) {
                // the listener was closed, or the client has gone
            }
        }
    }

    private void carry(Socket client) {
        Socket upstream = new Socket();
        try {
            if (!source.equals(Ports.loopback())) {
                upstream.bind(new InetSocketAddress(source, 0));
            }
            upstream.connect(server, CONNECT_TIMEOUT_MILLIS);
        } catch (IOException e) {
            watch.look(); // most likely it has just ended
            Carrier.reset(client);
            return;
        }
        Carrier carrier = new Carrier(this, client, upstream);
        carriers.add(carrier);
        if (wire instanceof Wire.Refuse || wire instanceof Wire.Reset) {
            carrier.reset(); // cut while this connection was being made
        }
        try {
            carrier.run();
        } finally {
            carriers.remove(carrier);
        }
    }

    /** Waits while bytes must not pass. */
    void awaitOpen() {
        awaitWhile(Wire.Blackhole.class);
        awaitWhile(Wire.Stall.class);
    }

    private void awaitWhile(Class<? extends Wire> condition) {
        if (!condition.isInstance(wire)) {
            return;
        }
        lock.lock();
        try {
            while (condition.isInstance(wire) && !closed) {
                changed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        watch.remove(this);
        lock.lock();
        try {
            closed = true;
            wire = new Wire.Refuse();
            adjust();
            carriers.forEach(Carrier::reset);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
