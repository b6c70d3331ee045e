package org.rsvpplatform.database.mysql.connection;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.BufferUnderflowException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLSocket;
import org.rsvpplatform.database.connection.Door;
import org.rsvpplatform.database.connection.Doors;
import org.rsvpplatform.database.connection.FirstWords;
import org.rsvpplatform.database.connection.NobodysLogin;
import org.rsvpplatform.database.connection.PlainSocket;
import org.rsvpplatform.database.connection.ShownCertificate;
import org.rsvpplatform.kit.observe.probe.Trace;
import org.rsvpplatform.kit.time.Deadline;

/**
 * A plain connection that reads the server's greeting. The server counts a connection that goes
 * away then, and blocks the host after max_connect_errors of them; so this one always takes its
 * leave: with a login of nobody where it was greeted, and with a reset where nobody answered, for
 * then the server can't even tell whose connection it was.
 */
public final class Knock implements Door {
    private static final int FIRST_WORDS = 128;
    private static final int LONGEST = 4096;
    private static final Duration GOODBYE = Duration.ofMillis(150);

    /** What is left of the time after it was waited for a greeting in vain. */
    private static final int PART_FOR_STRANGERS = 4;

    private final Socket socket;
    private final Trace trace;
    private Optional<String> stranger = Optional.empty();
    private Optional<String> refusal = Optional.empty();
    private boolean asked;
    private boolean greeted;
    private boolean answered;

    /** The doors of MySQL and MariaDB: their own port, a second one beside it, and ProxySQL's. */
    public static final class Knocks implements Doors {
        @Override
        public String product() {
            return "MySQL";
        }

        @Override
        public List<Integer> usualPorts() {
            return List.of(3306, 3307, 6033);
        }

        @Override
        public Door at(InetSocketAddress address, Deadline deadline, Trace trace)
                throws IOException {
            return new Knock(PlainSocket.connect(address, deadline, trace), trace);
        }
    }

    private Knock(Socket socket, Trace trace) {
        this.socket = socket;
        this.trace = trace;
    }

    @Override
    public Answer ring(Deadline deadline) throws IOException {
        asked = true;
        int millis = deadline.remainingMillis();
        socket.setSoTimeout(Math.max(1, millis - millis / PART_FOR_STRANGERS));
        byte[] said = new byte[FIRST_WORDS];
        int length;
        try {
            length = socket.getInputStream().read(said);
        } catch (SocketTimeoutException e) {
            trace.received("no greeting");
            return askOthers(deadline, e);
        }
        if (length < 0) {
            trace.received("closed");
            return Answer.CLOSED;
        }
        return read(said, length);
    }

    private Answer read(byte[] first, int length) throws IOException {
        int type = length > Packets.HEADER ? first[Packets.HEADER] & 0xff : -1;
        if (first[3] != 0 || type != Greeting.PROTOCOL && type != Packets.ERROR) {
            answered = true;
            stranger = FirstWords.of(Arrays.copyOf(first, length));
            trace.received(stranger.orElse("another protocol"));
            return Answer.STRANGER;
        }
        byte[] payload = payload(first, length);
        if (type == Packets.ERROR) {
            answered = true;
            refusal = Optional.of(MysqlSignals.of(Packets.error(payload)).evidence());
            trace.received(refusal.get());
            return Answer.ERROR;
        }
        greeted = true;
        try {
            Greeting greeting = Greeting.parse(payload);
            trace.received("greeting of " + greeting.server());
            return greeting.tls() ? Answer.TLS : Answer.NO_TLS;
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            return Answer.STRANGER;
        }
    }

    private byte[] payload(byte[] first, int length) throws IOException {
        int size = (first[0] & 0xff) | (first[1] & 0xff) << 8 | (first[2] & 0xff) << 16;
        byte[] payload = new byte[Math.min(size, LONGEST)];
        int here = Math.min(payload.length, length - Packets.HEADER);
        System.arraycopy(first, Packets.HEADER, payload, 0, here);
        new DataInputStream(socket.getInputStream())
                .readFully(payload, here, payload.length - here);
        return payload;
    }

    /** PostgreSQL waits for the client's first word; a request for TLS makes it speak. */
    private Answer askOthers(Deadline deadline, SocketTimeoutException silence) throws IOException {
        socket.setSoTimeout(deadline.remainingMillis());
        trace.sent("PostgreSQL's SSLRequest");
        socket.getOutputStream().write(FirstWords.postgresqlRequest());
        int answer;
        try {
            answer = socket.getInputStream().read();
        } catch (SocketTimeoutException e) {
            throw silence;
        }
        answered = true;
        stranger = FirstWords.of(answer < 0 ? new byte[0] : new byte[] {(byte) answer});
        return answer < 0 ? Answer.CLOSED : Answer.STRANGER;
    }

    @Override
    public Optional<String> stranger() {
        return stranger;
    }

    /** What the server said in place of a greeting. */
    @Override
    public Optional<String> refusal() {
        return refusal;
    }

    @Override
    public Optional<X509Certificate> certificate(Deadline deadline) throws IOException {
        socket.setSoTimeout(deadline.remainingMillis());
        socket.getOutputStream().write(Packets.sslRequest(1));
        answered = true;
        try (SSLSocket tls = ShownCertificate.handshake(socket)) {
            Optional<X509Certificate> shown = ShownCertificate.of(tls);
            tls.getOutputStream().write(NobodysLogin.packet(2, true));
            hear(tls.getInputStream(), tls.getOutputStream());
            return shown;
        }
    }

    /**
     * The server's answer to nobody; without it the login would be cut off. It may ask for the
     * answer of a plugin before.
     */
    private static void hear(InputStream in, OutputStream out) throws IOException {
        byte[] said = said(in);
        if (said.length > Packets.HEADER
                && Byte.toUnsignedInt(said[Packets.HEADER]) == Packets.AUTH_SWITCH) {
            byte[] payload = Arrays.copyOfRange(said, Packets.HEADER, said.length);
            out.write(Packets.nothing(said[Packets.HEADER - 1] + 1, Packets.plugin(payload)));
            said(in);
        }
    }

    private static byte[] said(InputStream in) throws IOException {
        byte[] said = new byte[FIRST_WORDS];
        int length = in.read(said);
        if (length < 0) {
            throw new EOFException("the server closed the connection");
        }
        return Arrays.copyOf(said, length);
    }

    @Override
    public void close() {
        try {
            if (!answered && !socket.isClosed()) {
                takeLeave();
            }
        } catch (IOException e) {
            // it is gone already
        } finally {
            PlainSocket.close(socket);
        }
    }

    private void takeLeave() throws IOException {
        socket.setSoTimeout((int) GOODBYE.toMillis());
        if (!greeted && !asked) {
            greeted = listened();
        }
        if (greeted) {
            socket.getOutputStream().write(NobodysLogin.packet(1, false));
            hear(socket.getInputStream(), socket.getOutputStream());
        } else if (!answered) {
            socket.setSoLinger(true, 0);
        }
    }

    /** Whoever only wanted to see TCP open has to hear the greeting all the same. */
    private boolean listened() throws IOException {
        byte[] said = new byte[FIRST_WORDS];
        try {
            int length = socket.getInputStream().read(said);
            return length > 0 && read(said, length) != Answer.ERROR && greeted;
        } catch (SocketTimeoutException e) {
            return false;
        }
    }
}
