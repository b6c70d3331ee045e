package org.rsvpplatform.email.smtp;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.rsvpplatform.kit.observe.cause.Signal;
import org.rsvpplatform.kit.observe.probe.Backend;
import org.rsvpplatform.kit.observe.probe.Check;
import org.rsvpplatform.kit.observe.probe.LayerFailure;
import org.rsvpplatform.kit.observe.probe.Names;
import org.rsvpplatform.kit.observe.probe.Probing;
import org.rsvpplatform.kit.observe.probe.Trace;
import org.rsvpplatform.kit.observe.provider.Layer;
import org.rsvpplatform.kit.time.Deadline;

/** A mail server under watch: connect, greeting, EHLO. */
final class SmtpBackend implements Backend<SmtpSession> {
    private final Smtp.Settings settings;
    private final Names names;
    private final List<Check<SmtpSession>> checks;

    SmtpBackend(Smtp.Settings settings, Names names) {
        this.settings = settings;
        this.names = names;
        this.checks = settings.login().isPresent() ? List.of(new LoginOfferedCheck()) : List.of();
    }

    /** A server for TLS from the first byte greets after it; the others before. */
    @Override
    public List<Layer> opening() {
        return settings.secure()
                ? List.of(Layer.DNS, Layer.CONNECT, Layer.TLS, Layer.PROTOCOL)
                : List.of(Layer.DNS, Layer.CONNECT, Layer.PROTOCOL);
    }

    @Override
    public SmtpSession open(Probing probing)
            throws LayerFailure, TimeoutException, InterruptedException {
        Socket socket = null;
        try {
            InetAddress[] addresses = resolve(probing);
            probing.reached(Layer.CONNECT);
            socket = connect(addresses, probing);
            if (settings.secure()) {
                probing.reached(Layer.TLS);
                socket = overTls(socket, probing);
            }
            probing.reached(Layer.PROTOCOL);
            SmtpSession session = SmtpSession.greet(socket, probing);
            socket = null;
            return session;
        } catch (SocketTimeoutException e) {
            throw new TimeoutException(e.getMessage());
        } catch (IOException e) {
            throw new LayerFailure(probing.reached(), signal(e));
        } finally {
            closeQuietly(socket);
        }
    }

    private InetAddress[] resolve(Probing probing)
            throws UnknownHostException, TimeoutException, InterruptedException {
        InetAddress[] addresses = names.resolve(settings.host(), probing.deadline());
        for (InetAddress address : addresses) {
            probing.trace().note("%s is %s".formatted(settings.host(), address.getHostAddress()));
        }
        return addresses;
    }

    /** Tries the addresses in order, as a mail client does. Each has its share of the time left. */
    private Socket connect(InetAddress[] addresses, Probing probing) throws IOException {
        IOException refusal = null;
        for (int i = 0; i < addresses.length; i++) {
            int left = addresses.length - i;
            try {
                Deadline share =
                        probing.deadline().atMost(probing.deadline().remaining().dividedBy(left));
                return connect(addresses[i], share, probing.trace());
            } catch (SocketTimeoutException e) {
                if (left == 1 || probing.deadline().passed()) {
                    throw e;
                }
                probing.trace().note("%s does not answer".formatted(addresses[i]));
            } catch (IOException e) {
                refusal = refusal == null ? e : refusal;
                probing.trace().note("%s: %s".formatted(addresses[i], e.getMessage()));
            }
        }
        throw refusal;
    }

    private Socket connect(InetAddress address, Deadline deadline, Trace trace) throws IOException {
        Socket socket = new Socket();
        try {
            trace.sent("connect to %s:%d".formatted(address, settings.port()));
            socket.connect(
                    new InetSocketAddress(address, settings.port()), deadline.remainingMillis());
            return socket;
        } catch (IOException e) {
            closeQuietly(socket);
            throw e;
        }
    }

    private Socket overTls(Socket plain, Probing probing) throws IOException {
        SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
        SSLSocket socket =
                (SSLSocket) factory.createSocket(plain, settings.host(), settings.port(), true);
        var parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.setSoTimeout(probing.deadline().remainingMillis());
        socket.startHandshake();
        probing.trace().received(socket.getSession().getProtocol());
        return socket;
    }

    private static void closeQuietly(Socket socket) {
        if (socket != null) {
            try {
                socket.close();
            } catch (IOException e) {
                // it was failing already
            }
        }
    }

    @Override
    public List<Check<SmtpSession>> checks() {
        return checks;
    }

    @Override
    public Signal signal(Throwable thrown) {
        String message = String.valueOf(thrown.getMessage());
        return switch (thrown) {
            case SmtpReplyException reply -> reply.signal();
            case UnknownHostException _ ->
                    new Signal.Fact(
                            "name-unresolved",
                            "the name %s has no address".formatted(settings.host()));
            case ConnectException _ -> new Signal.Errno("ECONNREFUSED", message);
            case EOFException _ ->
                    new Signal.Errno("ECONNRESET", "the server closed the connection");
            case SSLException _ -> new Signal.Text(message);
            case SocketException _ -> new Signal.Errno("ECONNRESET", message);
            default -> new Signal.Text(message);
        };
    }

    @Override
    public Map<String, String> facts() {
        return Map.of("host", settings.host(), "port", Integer.toString(settings.port()));
    }
}
