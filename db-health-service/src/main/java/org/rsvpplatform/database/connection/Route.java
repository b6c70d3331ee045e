package org.rsvpplatform.database.connection;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.rsvpplatform.kit.observe.probe.LayerFailure;
import org.rsvpplatform.kit.observe.probe.Names;
import org.rsvpplatform.kit.observe.provider.Layer;

/** The way to one server: its name is resolved by us, and its addresses are tried in order. */
public record Route(Names names, Endpoint endpoint) {

    /** Connects to one address and logs in. */
    public interface Leg<S> {
        /**
         * @param left addresses that remain to be tried, this one included: they share the time
         */
        S go(InetSocketAddress address, int left)
                throws ExecutionException, TimeoutException, InterruptedException;
    }

    /** The way to another port of the same server. */
    public Route at(int port) {
        return new Route(names, new Endpoint(endpoint.host(), port, endpoint.via()));
    }

    /** Says what an error means, when the connection had come this far. */
    public interface Reading {
        LayerFailure failure(Throwable thrown, Layer reached);
    }

    /**
     * Opens a session.
     *
     * @throws LayerFailure the layer that said no, and what it said
     * @throws TimeoutException no answer by the deadline
     */
    public <S> S open(Attempt attempt, Leg<S> leg, Reading reading)
            throws LayerFailure, TimeoutException, InterruptedException {
        attempt.reached(Layer.DNS);
        InetAddress[] addresses = resolve(attempt, reading);
        LayerFailure refusal = null;
        for (int i = 0; i < addresses.length; i++) {
            InetSocketAddress address = new InetSocketAddress(named(addresses[i]), endpoint.port());
            int left = addresses.length - i;
            attempt.reached(Layer.CONNECT);
            try {
                return leg.go(address, left);
            } catch (ExecutionException e) {
                LayerFailure failure = reading.failure(e.getCause(), attempt.reached());
                if (failure.layer() == Layer.AUTHORIZATION) {
                    // The server looks at the password first.
                    attempt.reached(Layer.AUTHORIZATION);
                }
                if (failure.layer() != Layer.CONNECT) {
                    throw failure;
                }
                refusal = refusal == null ? failure : refusal;
                attempt.trace().note("%s: %s".formatted(address, e.getCause().getMessage()));
            } catch (TimeoutException e) {
                if (left == 1 || attempt.deadline().passed()) {
                    throw e;
                }
                attempt.trace().note("%s does not answer".formatted(address));
            }
        }
        throw refusal;
    }

    /** The certificate has to be for the name in our configuration, wherever that leads. */
    private InetAddress named(InetAddress address) {
        try {
            return InetAddress.getByAddress(endpoint.host(), address.getAddress());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has 4 or 16 bytes", e);
        }
    }

    private InetAddress[] resolve(Attempt attempt, Reading reading)
            throws LayerFailure, TimeoutException, InterruptedException {
        try {
            InetAddress[] addresses = names.resolve(endpoint.host(), attempt.deadline());
            for (InetAddress address : addresses) {
                attempt.trace()
                        .note("%s is %s".formatted(endpoint.host(), address.getHostAddress()));
            }
            return addresses;
        } catch (UnknownHostException e) {
            throw reading.failure(e, Layer.DNS);
        }
    }
}
