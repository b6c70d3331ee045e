package org.rsvpplatform.database.postgresql.connection;

import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import javax.net.ssl.SSLException;
import org.rsvpplatform.kit.observe.cause.Signal;
import org.rsvpplatform.kit.observe.provider.Layer;

/** Reads what the client throws: as a signal, and as the layer that it belongs to. */
public final class PostgresSignals {
    // The client has no types for these two.
    private static final String NO_TLS = "Postgres Server does not handle SSL connection";
    private static final String NO_POSTGRES = "Invalid SSL connection message";

    private PostgresSignals() {}

    /** What was seen. */
    public static Signal of(Throwable thrown) {
        Throwable cause = thrown instanceof ExecutionException e ? e.getCause() : thrown;
        return switch (cause) {
            case PgException said -> new Signal.SqlState(said.getSqlState(), message(said));
            case UnknownHostException unknown -> unresolved(unknown);
            case NoRouteToHostException e -> new Signal.Errno("EHOSTUNREACH", e.getMessage());
            case ConnectException e -> connect(e);
            case ClosedConnectionException _ -> lost("the server closed the connection");
            default -> other(cause);
        };
    }

    private static String message(PgException said) {
        return said.getDetail() == null
                ? said.getErrorMessage()
                : "%s (%s)".formatted(said.getErrorMessage(), said.getDetail());
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

    private static Signal connect(ConnectException e) {
        String message = String.valueOf(e.getMessage());
        String lower = message.toLowerCase(Locale.ROOT);
        String errno =
                lower.contains("unreachable")
                        ? lower.contains("host") ? "EHOSTUNREACH" : "ENETUNREACH"
                        : lower.contains("no route")
                                ? "EHOSTUNREACH"
                                : lower.contains("refused") ? "ECONNREFUSED" : "ECONNABORTED";
        return new Signal.Errno(errno, message);
    }

    private static Signal other(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        if (offersNoTls(cause)) {
            return new Signal.Fact(
                    "tls-refused-by-server",
                    "the server answered N to our request for TLS: it offers none");
        }
        if (message.equals(NO_POSTGRES)) {
            return new Signal.Fact(
                    "protocol-unexpected",
                    "what listens there does not speak PostgreSQL's protocol");
        }
        Optional<SSLException> tls = find(cause, SSLException.class);
        if (tls.isPresent()) {
            return tls(tls.get());
        }
        return cause instanceof IOException || message.equals("SSL handshake failed")
                ? lost(message.equals("SSL handshake failed") ? "closed without a word" : message)
                : new Signal.Text(message);
    }

    private static Signal lost(String message) {
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

    /** The layer of an error, when the connection had come this far. */
    static Layer layer(Throwable cause, Layer reached) {
        return switch (cause) {
            case PgException said -> layer(said.getSqlState());
            case UnknownHostException _ -> Layer.DNS;
            case ConnectException _ -> Layer.CONNECT;
            default ->
                    offersNoTls(cause) || find(cause, SSLException.class).isPresent()
                            ? Layer.TLS
                            : reached;
        };
    }

    /** Source: appendix A of PostgreSQL's manual, and where InitPostgres raises them. */
    private static Layer layer(String state) {
        return switch (state) {
            case "28000", "28P01" -> Layer.AUTHENTICATION;
            case "3D000", "42501", "55000" -> Layer.AUTHORIZATION;
            case "53300" -> Layer.CAPACITY;
            default -> Layer.PROTOCOL;
        };
    }

    /** The server answered that it has no TLS. */
    static boolean offersNoTls(Throwable thrown) {
        return NO_TLS.equals(thrown.getMessage());
    }

    /** TLS does not come about, or pg_hba.conf does not want it: plain may work. */
    static boolean refusesTls(Throwable thrown) {
        return find(thrown, SSLException.class).isPresent()
                || thrown instanceof PgException said
                        && said.getSqlState().equals("28000")
                        && said.getErrorMessage().matches("(?s).*(SSL encryption|SSL on).*");
    }

    /** pg_hba.conf does not let us in without TLS. */
    static boolean refusesPlain(Throwable thrown) {
        return thrown instanceof PgException said
                && said.getSqlState().equals("28000")
                && said.getErrorMessage().matches("(?s).*(no encryption|SSL off).*");
    }

    private static <T extends Throwable> Optional<T> find(Throwable thrown, Class<T> type) {
        for (Throwable at = thrown; at != null; at = at.getCause()) {
            if (type.isInstance(at)) {
                return Optional.of(type.cast(at));
            }
        }
        return Optional.empty();
    }
}
