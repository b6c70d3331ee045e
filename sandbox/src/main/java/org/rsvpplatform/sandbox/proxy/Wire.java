package org.rsvpplatform.sandbox.proxy;

import java.time.Duration;

/** What happens to the bytes on a link. */
public sealed interface Wire {
    /** They pass. */
    record Pass() implements Wire {}

    /** Nobody listens; open connections are reset. */
    record Refuse() implements Wire {}

    /** A connection request gets no answer; open connections carry nothing any more. */
    record Blackhole() implements Wire {}

    /** Connections are accepted, but nothing passes, as with a server that is frozen. */
    record Stall() implements Wire {}

    /** Each answer comes this much later. */
    record Slow(Duration delay) implements Wire {}

    /** Connections are accepted and reset at once; open ones are reset. */
    record Reset() implements Wire {}
}
