package org.rsvpplatform.database.mysql.connection;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * What the server says first. Source: Protocol::HandshakeV10.
 *
 * @param version as it calls itself
 * @param tls whether it offers TLS
 * @param plugin the authentication plugin that it suggests, empty when it names none
 */
public record Greeting(String version, long connectionId, boolean tls, String plugin) {
    static final int PROTOCOL = 10;

    private static final int CLIENT_SSL = 0x800;
    private static final int CLIENT_PLUGIN_AUTH = 0x80000;
    private static final int SCRAMBLE_START = 8;
    private static final int RESERVED = 10;

    /**
     * Reads the payload of the packet.
     *
     * @throws java.nio.BufferUnderflowException the packet is cut off
     */
    public static Greeting parse(byte[] payload) {
        ByteBuffer in = ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN);
        in.get();
        String version = text(in);
        long id = Integer.toUnsignedLong(in.getInt());
        in.position(in.position() + SCRAMBLE_START + 1);
        int capabilities = Short.toUnsignedInt(in.getShort());
        if (in.remaining() < 5 + 1 + RESERVED) {
            return new Greeting(version, id, (capabilities & CLIENT_SSL) != 0, "");
        }
        in.position(in.position() + 3);
        capabilities |= Short.toUnsignedInt(in.getShort()) << Short.SIZE;
        int scramble = Byte.toUnsignedInt(in.get());
        in.position(in.position() + RESERVED);
        in.position(Math.min(in.limit(), in.position() + Math.max(13, scramble - SCRAMBLE_START)));
        String plugin = (capabilities & CLIENT_PLUGIN_AUTH) == 0 ? "" : text(in);
        return new Greeting(version, id, (capabilities & CLIENT_SSL) != 0, plugin);
    }

    public ServerVersion server() {
        return ServerVersion.parse(version);
    }

    /** Up to a zero byte, or to the end where an old server forgot it. */
    private static String text(ByteBuffer in) {
        int begin = in.position();
        while (in.hasRemaining()) {
            if (in.get() == 0) {
                return text(in, begin, in.position() - 1);
            }
        }
        return text(in, begin, in.position());
    }

    private static String text(ByteBuffer in, int begin, int end) {
        return new String(in.array(), begin, end - begin, StandardCharsets.UTF_8);
    }
}
