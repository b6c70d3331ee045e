package org.rsvpplatform.database.postgresql.connection;

import io.vertx.pgclient.PgException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.rsvpplatform.database.connection.NetworkSignals;
import org.rsvpplatform.kit.observe.cause.Signal;
import org.rsvpplatform.kit.observe.provider.Layer;

/** Reads what the client throws: as a signal, and as the layer that it belongs to. */
public final class PostgresSignals {
    // The client has no types for these.
    private static final String NO_TLS = "Postgres Server does not handle SSL connection";
    private static final String NO_POSTGRES = "Invalid SSL connection message";
    private static final Pattern NO_METHOD =
            Pattern.compile("Authentication type (\\d+) is not supported in the client");

    private PostgresSignals() {}

    /** What was seen. */
    public static Signal of(Throwable thrown) {
        Throwable cause = thrown instanceof ExecutionException e ? e.getCause() : thrown;
        return switch (cause) {
            case PgException said -> new Signal.SqlState(said.getSqlState(), message(said));
            case StrangerException stranger ->
                    new Signal.Fact(
                            stranger.known() ? "server-of-another-kind" : "protocol-unexpected",
                            stranger.getMessage());
            default -> other(cause);
        };
    }

    private static String message(PgException said) {
        return said.getDetail() == null
                ? said.getErrorMessage()
                : "%s (%s)".formatted(said.getErrorMessage(), said.getDetail());
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
        return unspokenMethod(cause)
                .<Signal>map(
                        method ->
                                new Signal.Fact(
                                        "auth-method-unsupported",
                                        "the server wants %s, which our client doesn't speak"
                                                .formatted(method)))
                .orElseGet(() -> NetworkSignals.of(cause));
    }

    private static Optional<String> unspokenMethod(Throwable cause) {
        Matcher method = NO_METHOD.matcher(String.valueOf(cause.getMessage()));
        return method.find() ? Optional.of(method(method.group(1))) : Optional.empty();
    }

    /** Source: AuthenticationRequest in chapter 54.7 (message formats) of PostgreSQL's manual. */
    private static String method(String type) {
        return switch (type) {
            case "2" -> "Kerberos V5";
            case "7" -> "GSSAPI (gss in pg_hba.conf)";
            case "9" -> "SSPI (sspi in pg_hba.conf)";
            default -> "authentication type " + type;
        };
    }

    /** The layer of an error, when the connection had come this far. */
    static Layer layer(Throwable cause, Layer reached) {
        return switch (cause) {
            case PgException said -> layer(said.getSqlState());
            case StrangerException _ -> Layer.PROTOCOL;
            default -> {
                if (offersNoTls(cause)) {
                    yield Layer.TLS;
                }
                yield unspokenMethod(cause).isPresent()
                        ? Layer.AUTHENTICATION
                        : NetworkSignals.layer(cause, reached);
            }
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

    /** What answers speaks another protocol. */
    static boolean speaksOtherwise(Throwable thrown) {
        return NO_POSTGRES.equals(thrown.getMessage());
    }

    /** The server answered that it has no TLS. */
    static boolean offersNoTls(Throwable thrown) {
        return NO_TLS.equals(thrown.getMessage());
    }

    /** TLS does not come about, or pg_hba.conf does not want it: plain may work. */
    static boolean refusesTls(Throwable thrown) {
        return NetworkSignals.find(thrown, SSLException.class).isPresent()
                || refusedByRules(thrown);
    }

    /** pg_hba.conf does not let us in without TLS. */
    static boolean refusesPlain(Throwable thrown) {
        return refusedByRules(thrown);
    }

    /** By its file's name: the rest is in the server's language. */
    private static boolean refusedByRules(Throwable thrown) {
        return thrown instanceof PgException said
                && said.getSqlState().equals("28000")
                && said.getErrorMessage().contains("pg_hba.conf");
    }
}
