package org.rsvpplatform.kit.observe.probe;

/** One open, logged-in connection to a provider. */
public interface Session extends AutoCloseable {
    /** Gives the connection back; never throws, never blocks for long. */
    @Override
    void close();
}
