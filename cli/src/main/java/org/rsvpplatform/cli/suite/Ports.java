package org.rsvpplatform.cli.suite;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.HashSet;
import java.util.Set;
import org.rsvpplatform.cli.invocation.ExitCode;
import org.rsvpplatform.cli.invocation.Failure;

/**
 * Chooses free ports. They lie below the range from which the kernel takes ports for outgoing
 * connections, so that none is taken between our choice and the service's start; where in it
 * depends on the checkout, so that two seldom meet.
 */
final class Ports {
    /** Below it are those of the sandbox, which chooses at the same time. */
    private static final int FIRST = 28_000;

    private static final int COUNT = 4_000;

    private final Set<Integer> given = new HashSet<>();
    private int next;

    Ports(SuiteDirectory directory) {
        next = Math.floorMod(directory.path().hashCode(), COUNT);
    }

    /** The preferred port if it is free, else another; 0 prefers none. */
    int choose(int preferred) {
        if (preferred > 0 && isFree(preferred) && given.add(preferred)) {
            return preferred;
        }
        for (int i = 0; i < COUNT; i++) {
            int port = FIRST + next;
            next = (next + 1) % COUNT;
            if (isFree(port) && given.add(port)) {
                return port;
            }
        }
        throw new Failure(
                ExitCode.UNHEALTHY,
                "no free port between %d and %d".formatted(FIRST, FIRST + COUNT));
    }

    /** Bound, never listened on: what is being started just now may inherit the socket. */
    private static boolean isFree(int port) {
        try (Socket socket = new Socket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
