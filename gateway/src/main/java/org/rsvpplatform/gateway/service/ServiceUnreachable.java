package org.rsvpplatform.gateway.service;

/** A service did not answer. */
public final class ServiceUnreachable extends Exception {
    private static final long serialVersionUID = 1L;

    ServiceUnreachable(String why) {
        super(why, null, false, false);
    }
}
