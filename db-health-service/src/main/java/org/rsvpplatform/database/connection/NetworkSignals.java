package org.rsvpplatform.database.connection;

import io.vertx.sqlclient.ClosedConnectionException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.rsvpplatform.kit.observe.cause.Signal;
import org.rsvpplatform.kit.observe.provider.Layer;

/** Reads the errors that come before a server's own word: of names, of TCP, of TLS. */
public final class NetworkSignals {
    private NetworkSignals() {}

    /** What was seen. */
    public static Signal of(Throwable cause) {
        return switch (cause) {
            case UnknownHostException unknown -> unresolved(unknown);
            case NoRouteToHostException e -> new Signal.Errno("EHOSTUNREACH", e.getMessage());
            case ConnectException e -> connect(e);
            case SocketException e when isUnreachable(e) -> connect(e);
            case ClosedConnectionException _ -> lost("the server closed the connection");
            default -> other(cause);
        };
    }

    /** The layer of an error, when the connection had come this far. */
    public static Layer layer(Throwable cause, Layer reached) {
        return switch (cause) {
            case UnknownHostException _ -> Layer.DNS;
            case ConnectException _ -> Layer.CONNECT;
            case SocketException e when isUnreachable(e) -> Layer.CONNECT;
            default -> find(cause, SSLException.class).isPresent() ? Layer.TLS : reached;
        };
    }

    /** The resolver's own trouble is another thing than its word that there is no such name. */
    private static Signal unresolved(UnknownHostException unknown) {
        String message = String.valueOf(unknown.getMessage());
        return message.contains("Temporary failure")
                ? new Signal.Errno("EAI_AGAIN", message)
                : new Signal.Fact(
                        "name-unresolved",
                        "the name has no address: " + message.replaceFirst(": .*", ""));
    }

    /** The kernel has no route; the client passes this on as any error of a socket. */
    private static boolean isUnreachable(SocketException e) {
        return String.valueOf(e.getMessage()).startsWith("Network is unreachable");
    }

    private static Signal connect(SocketException e) {
        String message = String.valueOf(e.getMessage());
        String lower = message.toLowerCase(Locale.ROOT);
        String errno =
                lower.contains("unreachable")
                        ? lower.contains("network is") ? "ENETUNREACH" : "EHOSTUNREACH"
                        : lower.contains("no route")
                                ? "EHOSTUNREACH"
                                : lower.contains("refused") ? "ECONNREFUSED" : "ECONNABORTED";
        return new Signal.Errno(errno, message);
    }

    private static Signal other(Throwable cause) {
        Optional<SSLException> tls = find(cause, SSLException.class);
        if (tls.isPresent()) {
            return tls(tls.get());
        }
        String message = String.valueOf(cause.getMessage());
        return cause instanceof IOException || message.equals("SSL handshake failed")
                ? lost(message.equals("SSL handshake failed") ? "closed without a word" : message)
                : new Signal.Text(message);
    }

    /** An established connection that ended. */
    public static Signal lost(String message) {
        return new Signal.Errno("ECONNRESET", message);
    }

    private static Signal tls(SSLException e) {
        String message = deepest(e);
        if (find(e, CertificateExpiredException.class).isPresent()) {
            return new Signal.Certificate("expired", message);
        }
        if (find(e, CertificateNotYetValidException.class).isPresent()) {
            return new Signal.Certificate("not-yet-valid", message);
        }
        if (message.contains("subject alternative") || message.startsWith("No name matching")) {
            return new Signal.Certificate("name-mismatch", message);
        }
        if (message.contains("certification path") || message.contains("PKIX")) {
            return new Signal.Certificate("untrusted", message);
        }
        return new Signal.Text("TLS handshake failed: " + message);
    }

    private static String deepest(Throwable thrown) {
        Throwable at = thrown;
        while (at.getCause() != null) {
            at = at.getCause();
        }
        return String.valueOf(at.getMessage());
    }

    /** The first of this type among an error and its causes. */
    public static <T extends Throwable> Optional<T> find(Throwable thrown, Class<T> type) {
        for (Throwable at = thrown; at != null; at = at.getCause()) {
            if (type.isInstance(at)) {
                return Optional.of(type.cast(at));
            }
        }
        return Optional.empty();
    }
}
