package org.rsvpplatform.kit.observe.provider;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * How deep a check looks. Each kind of provider declares which layers it has and in which order:
 * PostgreSQL negotiates before TLS, SMTP greets before it.
 */
public enum Layer {
    /** Our own configuration of the provider: complete, readable, consistent. */
    CONFIG,
    /** The host name resolves to an address. */
    DNS,
    /** A TCP connection (or a local socket, or a path) opens. */
    CONNECT,
    /** The connection is encrypted as configured and the certificate is trusted. */
    TLS,
    /** The other side speaks the expected protocol. */
    PROTOCOL,
    /** The credentials are accepted. */
    AUTHENTICATION,
    /** The identity may do what the platform does. */
    AUTHORIZATION,
    /** The provider does its work: a read, a write, a message, a token. */
    OPERATION,
    /** Copies follow: connected, applying, near enough. */
    REPLICATION,
    /** Room is left: connections, disk, quota, time until something expires. */
    CAPACITY;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** The name in JSON, metrics and configuration, in lower case. */
    @JsonValue
    public String label() {
        return label;
    }

    /**
     * The layer of a label, case ignored.
     *
     * @throws IllegalArgumentException when no layer has that label
     */
    @JsonCreator
    public static Layer of(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT));
    }
}
