package org.rsvpplatform.database.mysql;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A server that says what the protocol's documentation lets a MySQL 8 say, packet by packet: MySQL
 * itself is not to be had here. It keeps the packets that it was sent.
 */
final class Replayed implements AutoCloseable {
    static final int CLIENT_SSL = 0x800;

    private final ServerSocket listener;
    private final Script script;
    private final List<byte[]> heard = Collections.synchronizedList(new ArrayList<>());

    /** What one connection is answered. */
    interface Script {
        void play(Talk talk) throws IOException;
    }

    private Replayed(Script script) {
        this.script = script;
        try {
            listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    static Replayed server(Script script) {
        return new Replayed(script);
    }

    /** An error in place of the greeting: it comes before the client's capabilities are known. */
    static Replayed refusing(int code, String message) {
        return server(talk -> talk.send(0, error(code, "", message)));
    }

    /** A greeting, and this in answer to the login. */
    static Replayed answering(byte[] answer) {
        return server(
                talk -> {
                    talk.send(0, greeting(0));
                    talk.hear();
                    talk.send(2, answer);
                    talk.hear();
                    talk.send(4, error(1045, "28000", "Access denied for user 'rsvp'@'here'"));
                });
    }

    int port() {
        return listener.getLocalPort();
    }

    /** The payloads of all packets that came. */
    List<byte[]> heard() {
        return List.copyOf(heard);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            script.play(new Talk(socket));
        } catch (IOException e) {
            // the client has gone
        }
    }

    /** One connection. */
    final class Talk {
        private final DataInputStream in;
        private final OutputStream out;

        private Talk(Socket socket) throws IOException {
            socket.setSoTimeout(5000);
            in = new DataInputStream(socket.getInputStream());
            out = socket.getOutputStream();
        }

        void raw(byte[] bytes) throws IOException {
            out.write(bytes);
            out.flush();
        }

        void send(int sequence, byte[] payload) throws IOException {
            raw(
                    ByteBuffer.allocate(4 + payload.length)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putInt(payload.length | sequence << 24)
                            .put(payload)
                            .array());
        }

        byte[] hear() throws IOException {
            int head = Integer.reverseBytes(in.readInt());
            byte[] payload = new byte[head & 0xffffff];
            in.readFully(payload);
            heard.add(payload);
            return payload;
        }
    }

    /** Protocol::HandshakeV10 of MySQL 8. */
    static byte[] greeting(int more) {
        int capabilities = 0xc3fff7ff & ~CLIENT_SSL | more;
        ByteBuffer out = ByteBuffer.allocate(128).order(ByteOrder.LITTLE_ENDIAN);
        out.put((byte) 10).put(text("8.0.36\0")).putInt(11).put(text("abcdefgh")).put((byte) 0);
        out.putShort((short) capabilities).put((byte) 255).putShort((short) 2);
        out.putShort((short) (capabilities >>> 16)).put((byte) 21).put(new byte[10]);
        out.put(text("ijklmnopqrst\0")).put(text("caching_sha2_password\0"));
        return sized(out);
    }

    /** ERR_Packet; before the login it has no SQLSTATE. */
    static byte[] error(int code, String state, String message) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(0xff);
        out.write(code & 0xff);
        out.write(code >> 8);
        out.writeBytes(text(state.isEmpty() ? "" : "#" + state));
        out.writeBytes(text(message));
        return out.toByteArray();
    }

    /** Protocol::AuthSwitchRequest. */
    static byte[] authSwitch(String plugin) {
        return text("\u00fe" + plugin + "\0abcdefghijklmnopqrst\0");
    }

    /** OK_Packet; the flag says that more results follow. */
    static byte[] ok(boolean more) {
        return new byte[] {0, 0, 0, (byte) (more ? 10 : 2), 0, 0, 0};
    }

    static byte[] text(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] sized(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.position()];
        buffer.flip().get(bytes);
        return bytes;
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
