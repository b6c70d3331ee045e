package org.rsvpplatform.database.mysql.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPromise;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.nio.BufferUnderflowException;
import java.security.cert.CertificateException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.rsvpplatform.database.connection.NobodysLogin;

/**
 * Stands between a socket and the client while it logs in. It reads what the client hides: an error
 * in place of the greeting, a server that offers no TLS, a plugin that the client can't speak. A
 * login that can't go on is ended as nobody's, so that the server counts a refused login and not a
 * broken connection: those block a whole host (max_connect_errors). Nobody's login carries no
 * secret.
 */
final class Doorman extends ChannelDuplexHandler implements Frames.Login {
    /** What the client speaks; a password in the clear only to a server that is verified. */
    private static final Set<String> SPOKEN =
            Set.of("mysql_native_password", "caching_sha2_password");

    private static final String CLEAR = "mysql_clear_password";
    private static final int LOCAL_FILE = 0xfb;

    private final boolean tlsRequired;
    private final boolean tlsVerified;
    private final Supplier<Optional<CertificateException>> refusal;
    private final Listener listener;

    /** Whether we have said nothing to a plugin already. */
    private boolean answered;

    private Stage stage = Stage.GREETING;
    private boolean encrypting;
    private volatile Greeting greeting;
    private volatile Throwable verdict;

    private enum Stage {
        GREETING,
        LOGIN,
        LEAVING,
        INSIDE
    }

    /** Hears how far a connection has come. */
    interface Listener {
        void greeted(Greeting greeting);

        void encrypting();

        void loggingIn();
    }

    /**
     * @param tlsRequired whether a server without TLS won't do
     * @param tlsVerified whether a server with TLS is who it says
     * @param refusal why the server's certificate won't do, once it was seen
     */
    Doorman(
            boolean tlsRequired,
            boolean tlsVerified,
            Supplier<Optional<CertificateException>> refusal,
            Listener listener) {
        this.tlsRequired = tlsRequired;
        this.tlsVerified = tlsVerified;
        this.refusal = refusal;
        this.listener = listener;
    }

    /** The server's first words, once they were heard. */
    Optional<Greeting> greeting() {
        return Optional.ofNullable(greeting);
    }

    boolean encrypted() {
        return encrypting;
    }

    /** Why the login did not come about, as far as it was seen here. */
    Optional<Throwable> verdict() {
        return Optional.ofNullable(verdict);
    }

    /** Nobody opened. */
    void failed(Throwable why) {
        verdict = why;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake && !handshake.isSuccess()) {
            verdict = handshake.cause();
        }
        context.fireUserEventTriggered(event);
    }

    @Override
    public void stranger(byte[] said) {
        verdict = new StrangerException(said);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf packet = (ByteBuf) message;
        boolean pass =
                switch (stage) {
                    case GREETING -> greeted(context, packet);
                    case LOGIN -> answered(context, packet);
                    case LEAVING -> left(context, packet);
                    case INSIDE -> inside(context, packet);
                };
        if (pass) {
            context.fireChannelRead(packet);
        } else {
            packet.release();
        }
    }

    private boolean greeted(ChannelHandlerContext context, ByteBuf packet) {
        byte[] payload = payload(packet);
        if (first(payload) == Packets.ERROR) {
            verdict = Packets.error(payload);
            context.close();
            return false;
        }
        try {
            greeting = Greeting.parse(payload);
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            verdict = new StrangerException(ByteBufUtil.getBytes(packet));
            context.close();
            return false;
        }
        listener.greeted(greeting);
        if (tlsRequired && !greeting.tls()) {
            verdict = new NoTlsException();
            leave(context, NobodysLogin.packet(sequence(packet) + 1, false));
            return false;
        }
        stage = Stage.LOGIN;
        return true;
    }

    private boolean answered(ChannelHandlerContext context, ByteBuf packet) {
        byte[] payload = payload(packet);
        switch (first(payload)) {
            case Packets.OK -> stage = Stage.INSIDE;
            case Packets.AUTH_SWITCH -> {
                String plugin = Packets.plugin(payload);
                if (!SPOKEN.contains(plugin) && !(plugin.equals(CLEAR) && tlsVerified)) {
                    verdict = new UnspokenPluginException(plugin);
                    answered = true;
                    leave(context, Packets.nothing(sequence(packet) + 1, plugin));
                    return false;
                }
            }
            case Packets.ERROR -> verdict = Packets.error(payload);
            default -> {
                // more of the plugin's own: the client reads it
            }
        }
        return true;
    }

    /**
     * MySQL 8 asks nobody, too, for the answer of a plugin, so that nobody learns which users there
     * are; who goes without one is counted as cut off.
     */
    private boolean left(ChannelHandlerContext context, ByteBuf packet) {
        byte[] payload = payload(packet);
        if (first(payload) == Packets.AUTH_SWITCH && !answered) {
            answered = true;
            leave(context, Packets.nothing(sequence(packet) + 1, Packets.plugin(payload)));
        } else {
            context.close();
        }
        return false;
    }

    /** Whoever asks for a file of ours in answer to a query is no server of ours. */
    private boolean inside(ChannelHandlerContext context, ByteBuf packet) {
        if (sequence(packet) == 1
                && packet.readableBytes() > Packets.HEADER
                && packet.getUnsignedByte(packet.readerIndex() + Packets.HEADER) == LOCAL_FILE) {
            context.close();
            return false;
        }
        return true;
    }

    private void leave(ChannelHandlerContext context, byte[] goodbye) {
        stage = Stage.LEAVING;
        context.writeAndFlush(Unpooled.wrappedBuffer(goodbye));
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        ByteBuf packet = (ByteBuf) message;
        if (stage == Stage.LEAVING) {
            packet.release();
            promise.trySuccess();
            return;
        }
        if (stage == Stage.LOGIN) {
            boolean begins = packet.readableBytes() >= Packets.HEADER + Packets.SSL_REQUEST_LENGTH;
            if (begins && !context.channel().isActive()) {
                promise.tryFailure(new IllegalStateException("closed"));
                packet.release();
                return;
            }
            if (begins && begins(context, packet)) {
                promise.trySuccess();
                packet.release();
                return;
            }
        }
        context.write(packet, promise);
    }

    /** The client's first packets; true when another one was sent in its place. */
    private boolean begins(ChannelHandlerContext context, ByteBuf packet) {
        int at = packet.readerIndex() + Packets.HEADER;
        packet.setIntLE(at, packet.getIntLE(at) & ~Packets.CLIENT_LOCAL_FILES);
        if (packet.readableBytes() == Packets.HEADER + Packets.SSL_REQUEST_LENGTH) {
            encrypting = true;
            listener.encrypting();
            return false;
        }
        listener.loggingIn();
        Optional<CertificateException> refused = refusal.get();
        if (encrypting && refused.isPresent()) {
            verdict = new RefusedCertificateException(refused.get());
            byte[] head = ByteBufUtil.getBytes(packet, at, Packets.SSL_REQUEST_LENGTH);
            leave(context, NobodysLogin.packet(sequence(packet), head));
            return true;
        }
        return false;
    }

    /**
     * A server that never greeted may be frozen: what it finds later must not look like an error.
     */
    @Override
    public void close(ChannelHandlerContext context, ChannelPromise promise) {
        if (stage == Stage.GREETING && verdict == null) {
            context.channel().config().setOption(ChannelOption.SO_LINGER, 0);
        }
        context.close(promise);
    }

    private static int sequence(ByteBuf packet) {
        return packet.getUnsignedByte(packet.readerIndex() + 3);
    }

    private static int first(byte[] payload) {
        return payload.length == 0 ? -1 : payload[0] & 0xff;
    }

    private static byte[] payload(ByteBuf packet) {
        int length = packet.readableBytes() - Packets.HEADER;
        return ByteBufUtil.getBytes(packet, packet.readerIndex() + Packets.HEADER, length);
    }
}
