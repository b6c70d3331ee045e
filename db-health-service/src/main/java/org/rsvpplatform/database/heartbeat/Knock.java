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
    private static final Duration ADDRESSES_STAY = Duration.ofSeconds(5);

    private final Names names;
    private final Endpoint endpoint;
    private final Doors doors;
    private final BooleanSupplier wanted;
    private final Ticker ticker;
    private InetAddress[] addresses;
    private Deadline addressesUntil;

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
            for (InetAddress address : addresses(deadline)) {
                if (isAnsweredAt(address, deadline)) {
                    return true;
                }
            }
            return false;
        } catch (UnknownHostException | TimeoutException e) {
            return false;
        }
    }

    private boolean isAnsweredAt(InetAddress address, Deadline deadline)
            throws InterruptedException {
        try {
            Door door =
                    doors.at(
                            new InetSocketAddress(address, endpoint.port()),
                            deadline,
                            Trace.none());
            // To take leave it may wait for the server's word.
            Thread.ofVirtual().name("knocked at " + endpoint.address()).start(door::close);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private InetAddress[] addresses(Deadline deadline)
            throws UnknownHostException, TimeoutException, InterruptedException {
        if (addresses == null || addressesUntil.passed()) {
            addresses = names.resolve(endpoint.host(), deadline);
            addressesUntil = Deadline.in(ADDRESSES_STAY, ticker);
        }
        return addresses;
    }
}
