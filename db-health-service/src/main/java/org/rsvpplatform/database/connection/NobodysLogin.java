package org.rsvpplatform.database.connection;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * How to leave a MySQL or MariaDB server that has greeted: a connection that breaks off is counted,
 * and blocks its host after max_connect_errors of them; a login that is refused is not. It carries
 * no password and nobody's name. Source: Protocol::HandshakeResponse41.
 */
public final class NobodysLogin {
    /** The part that a request for TLS has in common with a login. */
    public static final int HEAD_LENGTH = 32;

    private static final String NOBODY = "rsvp_probe_nobody";
    private static final int CLIENT_LONG_PASSWORD = 0x1;
    private static final int CLIENT_CONNECT_WITH_DB = 0x8;
    private static final int CLIENT_PROTOCOL_41 = 0x200;
    private static final int CLIENT_SSL = 0x800;
    private static final int CLIENT_SECURE_CONNECTION = 0x8000;
    private static final int CLIENT_PLUGIN_AUTH = 0x80000;
    private static final int CLIENT_CONNECT_ATTRS = 0x100000;
    private static final int LARGEST = 1 << 24;
    private static final byte UTF8MB4 = 45;

    private NobodysLogin() {}

    /** The whole packet, with this sequence number. */
    public static byte[] packet(int sequence, boolean encrypted) {
        return packet(sequence, head(encrypted));
    }

    /**
     * The same with the head of a login that is begun already: the server goes by the capabilities
     * that it was told first, and looks for each field that they promise.
     */
    public static byte[] packet(int sequence, byte[] head) {
        int capabilities = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).getInt();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(head);
        out.writeBytes((NOBODY + "\0").getBytes(StandardCharsets.US_ASCII));
        out.write(0); // no password
        if ((capabilities & CLIENT_CONNECT_WITH_DB) != 0) {
            out.write(0); // no database
        }
        if ((capabilities & CLIENT_PLUGIN_AUTH) != 0) {
            out.writeBytes("mysql_native_password\0".getBytes(StandardCharsets.US_ASCII));
        }
        if ((capabilities & CLIENT_CONNECT_ATTRS) != 0) {
            out.write(0); // no attributes
        }
        return framed(sequence, out.toByteArray());
    }

    /** Its head alone, which asks for TLS when it says so. */
    public static byte[] head(boolean encrypted) {
        return ByteBuffer.allocate(HEAD_LENGTH)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(
                        CLIENT_LONG_PASSWORD
                                | CLIENT_PROTOCOL_41
                                | CLIENT_SECURE_CONNECTION
                                | CLIENT_PLUGIN_AUTH
                                | (encrypted ? CLIENT_SSL : 0))
                .putInt(LARGEST)
                .put(UTF8MB4)
                .array();
    }

    /** A payload as a packet. */
    public static byte[] framed(int sequence, byte[] payload) {
        return ByteBuffer.allocate(4 + payload.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(payload.length | sequence << 24)
                .put(payload)
                .array();
    }
}
