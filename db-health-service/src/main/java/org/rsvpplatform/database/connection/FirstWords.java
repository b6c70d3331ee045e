package org.rsvpplatform.database.connection;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Knows servers by the first bytes that they send. */
public final class FirstWords {
    /** How {@link #of} begins to call a server that has to be left by a login. */
    public static final String MYSQL = "a MySQL or MariaDB server";

    private static final int LONGEST_VERSION = 60;
    private static final int SSL_REQUEST = 80_877_103;

    private FirstWords() {}

    /**
     * The eight bytes that ask a PostgreSQL server for TLS: it speaks only when it is spoken to.
     */
    public static byte[] postgresqlRequest() {
        return ByteBuffer.allocate(8).putInt(8).putInt(SSL_REQUEST).array();
    }

    /** Who says this; empty when we do not know. */
    public static Optional<String> of(byte[] said) {
        String text = new String(said, StandardCharsets.ISO_8859_1);
        if (said.length > 5 && said[3] == 0 && said[4] == 10) {
            // Protocol::HandshakeV10: a length, sequence 0, version 10, the server's version.
            String version = text.substring(5).split("\0", 2)[0];
            return version.length() <= LONGEST_VERSION && version.matches("[\\x20-\\x7e]+")
                    ? Optional.of("%s (%s)".formatted(MYSQL, version))
                    : Optional.empty();
        }
        if (said.length > 4 && said[3] == 0 && (said[4] & 0xff) == 0xff) {
            return Optional.of(MYSQL);
        }
        if (text.matches("(?s)(S|N|E.*(FATAL|SFATAL).*)")) {
            return Optional.of("a PostgreSQL server");
        }
        if (text.startsWith("220")) {
            return Optional.of("a mail or FTP server");
        }
        if (text.startsWith("SSH-")) {
            return Optional.of("an SSH server");
        }
        if (text.startsWith("HTTP/")) {
            return Optional.of("an HTTP server");
        }
        return text.startsWith("-ERR") ? Optional.of("a Redis server") : Optional.empty();
    }
}
