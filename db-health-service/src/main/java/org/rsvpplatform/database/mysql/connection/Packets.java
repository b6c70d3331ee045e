package org.rsvpplatform.database.mysql.connection;

import io.vertx.mysqlclient.MySQLException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The few packets that we read and write by hand. Source: Protocol::HandshakeResponse41,
 * Protocol::SSLRequest, ERR_Packet, Protocol::AuthSwitchRequest.
 */
final class Packets {
    static final int HEADER = 4;

    /** First bytes of what a server answers a login with. */
    static final int OK = 0x00;

    static final int ERROR = 0xff;
    static final int AUTH_SWITCH = 0xfe;

    /** The payload of a request for TLS; a login's is longer. */
    static final int SSL_REQUEST_LENGTH = 32;

    /** A server that is given this may ask for any file of ours. */
    static final int CLIENT_LOCAL_FILES = 0x80;

    /** Nobody's name: a login that is refused is no error of a connection. */
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
    private static final int SIGNATURE = 64;

    private Packets() {}

    /** Asks for TLS. */
    static byte[] sslRequest(int sequence) {
        return packet(sequence, head(CLIENT_SSL));
    }

    /**
     * Logs in as nobody, without a password: the server says no, and counts a refused login, not a
     * broken connection.
     */
    static byte[] nobody(int sequence, boolean encrypted) {
        return nobody(sequence, head(encrypted ? CLIENT_SSL : 0));
    }

    /**
     * The same with the head of a login that is begun already: the server goes by the capabilities
     * that it was told first, and looks for each field that they promise.
     */
    static byte[] nobody(int sequence, byte[] head) {
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
        return packet(sequence, out.toByteArray());
    }

    /** An answer to a plugin that we can't speak: of the right length, and worth nothing. */
    static byte[] nothing(int sequence, String plugin) {
        return packet(sequence, new byte[plugin.equals("client_ed25519") ? SIGNATURE : 0]);
    }

    private static byte[] head(int more) {
        return ByteBuffer.allocate(SSL_REQUEST_LENGTH)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(
                        CLIENT_LONG_PASSWORD
                                | CLIENT_PROTOCOL_41
                                | CLIENT_SECURE_CONNECTION
                                | CLIENT_PLUGIN_AUTH
                                | more)
                .putInt(LARGEST)
                .put(UTF8MB4)
                .array();
    }

    private static byte[] packet(int sequence, byte[] payload) {
        return ByteBuffer.allocate(HEADER + payload.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(payload.length | sequence << 24)
                .put(payload)
                .array();
    }

    /** Reads an error; before the login it has no SQLSTATE. */
    static MySQLException error(byte[] payload) {
        ByteBuffer in = ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN);
        in.get();
        int code = in.remaining() < 2 ? 0 : Short.toUnsignedInt(in.getShort());
        String rest = new String(payload, in.position(), in.remaining(), StandardCharsets.UTF_8);
        return rest.startsWith("#") && rest.length() > 5
                ? new MySQLException(rest.substring(6), code, rest.substring(1, 6))
                : new MySQLException(rest, code, "HY000");
    }

    /** The plugin that the server wants to go on with; an old server names none. */
    static String plugin(byte[] payload) {
        int end = 1;
        while (end < payload.length && payload[end] != 0) {
            end++;
        }
        return payload.length == 1
                ? "mysql_old_password"
                : new String(payload, 1, end - 1, StandardCharsets.UTF_8);
    }
}
