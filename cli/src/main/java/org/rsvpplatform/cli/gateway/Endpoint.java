package org.rsvpplatform.cli.gateway;

/** A gateway's address and the token that is shown to it. */
public record Endpoint(String url, String token) {

    @Override
    public String toString() {
        return url;
    }
}
