package org.rsvpplatform.sandbox.proxy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.rsvpplatform.sandbox.process.SandboxException;

/**
 * Free ports on loopback, below the range from which the kernel takes the ports of outgoing
 * connections: a port that is closed for a while is still free when it opens again.
 */
public final class Ports {
    private static final int LOWEST = 20_000;

    /** From here on the suite's services have theirs (Ports of the command line). */
    private static final int HIGHEST = 28_000;

    private static final int TRIES = 200;
    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

    private Ports() {}

    /** The address that everything listens on. */
    public static InetAddress loopback() {
        return loopback(0, 1);
    }

    /** Another address of the loopback network: {@code 127.0.NETWORK.HOST}. */
    public static InetAddress loopback(int network, int host) {
        try {
            return InetAddress.getByAddress(new byte[] {127, 0, (byte) network, (byte) host});
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    /** A port that nobody listens on and that was not given before. */
    public static int free() {
        for (int i = 0; i < TRIES; i++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
            if (GIVEN.add(port) && isFree(port)) {
                return port;
            }
        }
        throw new SandboxException(
                "no free port found between %d and %d".formatted(LOWEST, HIGHEST));
    }

    /**
     * Looks without listening: a server that is being started at this very moment inherits the
     * socket until it has become another program, and a port that is listened on can't be taken.
     */
    private static boolean isFree(int port) {
        try (Socket socket = new Socket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(loopback(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
