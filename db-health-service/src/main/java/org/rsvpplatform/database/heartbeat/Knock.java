package org.rsvpplatform.database.heartbeat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.rsvpplatform.database.connection.Door;
import org.rsvpplatform.database.connection.Doors;
import org.rsvpplatform.database.connection.Endpoint;
import org.rsvpplatform.kit.observe.probe.Names;
import org.rsvpplatform.kit.observe.probe.Trace;
import org.rsvpplatform.kit.time.Deadline;
import org.rsvpplatform.kit.time.Ticker;

/**
 * Finds out whether a port is open. A refused connection costs nothing, so that it may be asked
 * often; where a proxy answers for the server it would say nothing.
 */
public final class Knock {
    /** Databases move by DNS; so many questions would be no thanks for it. */
    private static final Duration ADDRESS_STAYS = Duration.ofSeconds(5);

    private final Names names;
    private final Endpoint endpoint;
    private final Doors doors;
    private final BooleanSupplier wanted;
    private final Ticker ticker;
    private InetAddress address;
    private Deadline addressUntil;

    /**
     * @param doors by which it is left so that the server does not hold it against us
     * @param wanted whether its return must be noticed at once
     */
    public Knock(
            Names names, Endpoint endpoint, Doors doors, BooleanSupplier wanted, Ticker ticker) {
        this.names = names;
        this.endpoint = endpoint;
        this.doors = doors;
        this.wanted = wanted;
        this.ticker = ticker;
    }

    boolean isWanted() {
        return endpoint.via() == Endpoint.Via.DIRECT && wanted.getAsBoolean();
    }

    /** Whether somebody takes a connection there. */
    boolean isAnswered(Duration within) throws InterruptedException {
        Deadline deadline = Deadline.in(within, ticker);
        try {
            Door door =
                    doors.at(
                            new InetSocketAddress(address(deadline), endpoint.port()),
                            deadline,
                            Trace.none());
            // To take leave it may wait for the server's word.
            Thread.ofVirtual().name("knocked at " + endpoint.address()).start(door::close);
            return true;
        } catch (IOException | TimeoutException e) {
            return false;
        }
    }

    private InetAddress address(Deadline deadline)
            throws UnknownHostException, TimeoutException, InterruptedException {
        if (address == null || addressUntil.passed()) {
            address = names.resolve(endpoint.host(), deadline)[0];
            addressUntil = Deadline.in(ADDRESS_STAYS, ticker);
        }
        return address;
    }
}
