package org.rsvpplatform.kit.serve.pointer;

import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.rsvpplatform.kit.store.StoreUnavailable;

/**
 * Tells HAProxy which server is the active one: it connects, names a provider in a line ({@code
 * agent-send "postgresql\n"}), and reads {@code up ready} or {@code maint}. An agent that does not
 * answer changes nothing there: traffic goes on while this service restarts. Source: HAProxy
 * manual, agent-check.
 */
public final class AgentCheck implements AutoCloseable {
    private static final Logger LOG = System.getLogger(AgentCheck.class.getName());
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final Duration REST = Duration.ofMillis(100);
    private static final int MOST_AT_ONCE = 64;
    private static final int LONGEST_LINE = 256;

    private final Supplier<List<Active>> active;
    private final ServerSocket server;
    private final Semaphore places = new Semaphore(MOST_AT_ONCE);

    private AgentCheck(Supplier<List<Active>> active, ServerSocket server) {
        this.active = active;
        this.server = server;
    }

    /**
     * Answers from now on.
     *
     * @param address where; port 0 for any that is free
     * @throws IOException when it is taken
     */
    public static AgentCheck listen(InetSocketAddress address, Supplier<List<Active>> active)
            throws IOException {
        ServerSocket server = new ServerSocket();
        server.setReuseAddress(true);
        server.bind(address);
        AgentCheck agent = new AgentCheck(active, server);
        Thread.ofVirtual().name("agent-check").start(agent::accept);
        return agent;
    }

    public int port() {
        return server.getLocalPort();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                if (places.tryAcquire()) {
                    Thread.ofVirtual().name("agent-check client").start(() -> answer(client));
                } else {
                    client.close();
                }
            } catch (IOException e) {
                if (!server.isClosed()) {
                    LOG.log(Level.WARNING, "agent check: {0}", e.getMessage());
                    rest();
                }
            }
        }
    }

    /** A process without a file descriptor left has none a moment later either. */
    private static void rest() {
        LockSupport.parkNanos(REST.toNanos());
    }

    private void answer(Socket client) {
        try (client) {
            client.setSoTimeout((int) PATIENCE.toMillis());
            String provider = line(client.getInputStream());
            boolean is = active.get().stream().anyMatch(a -> a.provider().equals(provider));
            client.getOutputStream()
                    .write((is ? "up ready\n" : "maint\n").getBytes(StandardCharsets.US_ASCII));
        } catch (IOException | StoreUnavailable e) {
            // It went away, or said nothing, or we don't know: HAProxy asks again.
        } finally {
            places.release();
        }
    }

    /**
     * @throws IOException when no line came in time, or an endless one
     */
    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0 || line.length() >= LONGEST_LINE) {
                throw new IOException("no line");
            }
            line.append((char) c);
        }
        return line.toString().strip();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
