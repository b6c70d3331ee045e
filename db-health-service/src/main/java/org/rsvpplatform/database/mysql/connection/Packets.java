package org.rsvpplatform.database.mysql.connection;

import io.vertx.mysqlclient.MySQLException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.rsvpplatform.database.connection.NobodysLogin;

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
    static final int SSL_REQUEST_LENGTH = NobodysLogin.HEAD_LENGTH;

    /** A server that is given this may ask for any file of ours. */
    static final int CLIENT_LOCAL_FILES = 0x80;

    private static final int SIGNATURE = 64;

    private Packets() {}

    /** Asks for TLS. */
    static byte[] sslRequest(int sequence) {
        return NobodysLogin.framed(sequence, NobodysLogin.head(true));
    }

    /** An answer to a plugin that we can't speak: of the right length, and worth nothing. */
    static byte[] nothing(int sequence, String plugin) {
        return NobodysLogin.framed(
                sequence, new byte[plugin.equals("client_ed25519") ? SIGNATURE : 0]);
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
