package org.rsvpplatform.database.connection;

/** Where a server is, as the configuration has it. */
public record Endpoint(String host, int port, Via via) {

    /** What answers at host and port. */
    public enum Via {
        /** The server itself: a refusal is its own. */
        DIRECT,
        /** A balancer, a pooler or a Service in between. */
        PROXY
    }

    /** {@code host:port}, as an operator writes it. */
    public String address() {
        return host.indexOf(':') >= 0 ? "[%s]:%d".formatted(host, port) : host + ":" + port;
    }
}
