package org.rsvpplatform.database.postgresql.connection;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
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
 * A plain connection that asks whether TLS is offered and goes no further: the smallest question
 * that only a PostgreSQL server answers. Source: SSLRequest in PostgreSQL's protocol.
 */
public final class Doorbell implements Door {
    private static final int FIRST_WORDS = 128;
    private static final Duration LISTENING = Duration.ofMillis(150);

    private final Socket socket;
    private final Trace trace;
    private final Bells bells;
    private Optional<String> stranger = Optional.empty();

    /** The doors of PostgreSQL servers: its own port, a second one beside it, and PgBouncer's. */
    public static final class Bells implements Doors {
        private volatile boolean wary;

        /**
         * Whether somebody else answered lately. MySQL speaks first, and counts what it does not
         * understand as an error of our host; so he may speak before we do.
         */
        boolean wary() {
            return wary;
        }

        void wary(boolean stranger) {
            wary = stranger;
        }

        @Override
        public String product() {
            return "PostgreSQL";
        }

        @Override
        public List<Integer> usualPorts() {
            return List.of(5432, 5433, 6432);
        }

        @Override
        public Door at(InetSocketAddress address, Deadline deadline, Trace trace)
                throws IOException {
            return new Doorbell(PlainSocket.connect(address, deadline, trace), trace, this);
        }
    }

    private Doorbell(Socket socket, Trace trace, Bells bells) {
        this.socket = socket;
        this.trace = trace;
        this.bells = bells;
    }

    @Override
    public Answer ring(Deadline deadline) throws IOException {
        if (bells.wary() && spokenTo(deadline)) {
            return Answer.STRANGER;
        }
        trace.sent("SSLRequest");
        socket.setSoTimeout(deadline.remainingMillis());
        socket.getOutputStream().write(FirstWords.postgresqlRequest());
        byte[] said = new byte[FIRST_WORDS];
        int length = socket.getInputStream().read(said);
        trace.received(length < 0 ? "closed" : "'%c'".formatted((char) (said[0] & 0xff)));
        if (length < 0) {
            return Answer.CLOSED;
        }
        Answer answer =
                switch (length == 1 || said[0] == 'E' ? said[0] : 0) {
                    case 'S' -> Answer.TLS;
                    case 'N' -> Answer.NO_TLS;
                    // In the old form: the server could not even fork.
                    case 'E' -> Answer.ERROR;
                    default -> Answer.STRANGER;
                };
        if (answer == Answer.STRANGER) {
            stranger = FirstWords.of(Arrays.copyOf(said, length));
        }
        bells.wary(answer == Answer.STRANGER);
        return answer;
    }

    /** Whether somebody speaks before we do, which PostgreSQL never does. */
    private boolean spokenTo(Deadline deadline) throws IOException {
        socket.setSoTimeout(deadline.atMost(LISTENING).remainingMillis());
        byte[] said = new byte[FIRST_WORDS];
        try {
            int length = socket.getInputStream().read(said);
            if (length <= 0) {
                return false;
            }
            stranger = FirstWords.of(Arrays.copyOf(said, length));
            trace.received(stranger.orElse("another protocol"));
            if (stranger.filter(who -> who.startsWith(FirstWords.MYSQL)).isPresent()) {
                socket.getOutputStream().write(NobodysLogin.packet(1, false));
                socket.getInputStream().read(said);
            }
            return true;
        } catch (SocketTimeoutException e) {
            return stranger.isPresent();
        }
    }

    @Override
    public Optional<String> stranger() {
        return stranger;
    }

    @Override
    public Optional<X509Certificate> certificate(Deadline deadline) throws IOException {
        socket.setSoTimeout(deadline.remainingMillis());
        try (SSLSocket tls = ShownCertificate.handshake(socket)) {
            return ShownCertificate.of(tls);
        }
    }

    @Override
    public void close() {
        PlainSocket.close(socket);
    }
}
