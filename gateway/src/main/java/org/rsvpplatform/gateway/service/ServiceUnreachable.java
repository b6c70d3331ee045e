package org.rsvpplatform.gateway.service;

/** A service did not answer. */
public final class ServiceUnreachable extends Exception {
    private static final long serialVersionUID = 1L;

    private final String domain;

    ServiceUnreachable(String domain, String why) {
        super(why, null, false, false);
        this.domain = domain;
    }

    public String domain() {
        return domain;
    }
}
