package org.rsvpplatform.database.postgresql.connection;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.rsvpplatform.kit.observe.probe.Trace;
import org.rsvpplatform.kit.time.Deadline;

/**
 * A plain connection that asks whether TLS is offered and goes no further: the smallest question
 * that only a PostgreSQL server answers. Source: SSLRequest in PostgreSQL's protocol.
 */
public final class Doorbell implements AutoCloseable {
    private static final int SSL_REQUEST = 80_877_103;

    private final Socket socket = new Socket();
    private final Trace trace;

    /** The one byte that comes back. */
    public enum Answer {
        TLS,
        NO_TLS,
        /** An error in the old form: the server could not even fork. */
        ERROR,
        CLOSED,
        /** Something that speaks another protocol. */
        STRANGER
    }

    private Doorbell(Trace trace) {
        this.trace = trace;
    }

    /**
     * Connects.
     *
     * @throws java.net.SocketTimeoutException no answer to the connection request by the deadline
     */
    public static Doorbell at(InetSocketAddress address, Deadline deadline, Trace trace)
            throws IOException {
        Doorbell door = new Doorbell(trace);
        try {
            trace.sent("connect to " + address);
            door.socket.connect(address, deadline.remainingMillis());
            trace.received("connected");
            return door;
        } catch (IOException e) {
            trace.received(String.valueOf(e.getMessage()));
            door.close();
            throw e;
        }
    }

    /**
     * Asks for TLS.
     *
     * @throws java.net.SocketTimeoutException the connection stands, and nobody answers
     */
    public Answer ring(Deadline deadline) throws IOException {
        trace.sent("SSLRequest");
        socket.setSoTimeout(deadline.remainingMillis());
        socket.getOutputStream()
                .write(ByteBuffer.allocate(8).putInt(8).putInt(SSL_REQUEST).array());
        int answer = socket.getInputStream().read();
        trace.received(answer < 0 ? "closed" : "'%c'".formatted((char) answer));
        return switch (answer) {
            case 'S' -> Answer.TLS;
            case 'N' -> Answer.NO_TLS;
            case 'E' -> Answer.ERROR;
            case -1 -> Answer.CLOSED;
            default -> Answer.STRANGER;
        };
    }

    /** The certificate that the server shows, whoever signed it: to be looked at, not trusted. */
    public Optional<X509Certificate> certificate(Deadline deadline) throws IOException {
        socket.setSoTimeout(deadline.remainingMillis());
        try (SSLSocket tls =
                (SSLSocket) lookingOnly().getSocketFactory().createSocket(socket, null, 0, true)) {
            tls.startHandshake();
            Certificate[] chain = tls.getSession().getPeerCertificates();
            return chain.length > 0 && chain[0] instanceof X509Certificate first
                    ? Optional.of(first)
                    : Optional.empty();
        }
    }

    private static SSLContext lookingOnly() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Onlooker()}, new SecureRandom());
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has TLS", e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // it is gone already
        }
    }

    /** Nothing is sent over such a connection, so nobody need be trusted. */
    private static final class Onlooker implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
