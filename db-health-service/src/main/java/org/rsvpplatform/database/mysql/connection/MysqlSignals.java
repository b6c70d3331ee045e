package org.rsvpplatform.database.mysql.connection;

import io.vertx.mysqlclient.MySQLException;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.rsvpplatform.database.connection.FirstWords;
import org.rsvpplatform.database.connection.NetworkSignals;
import org.rsvpplatform.kit.observe.cause.Signal;
import org.rsvpplatform.kit.observe.provider.Layer;

/** Reads what a login or a statement throws: as a signal, and as the layer that it belongs to. */
public final class MysqlSignals {
    private static final Pattern MESSAGE =
            Pattern.compile("(?s)\\{errorMessage=(.*), errorCode=\\d+, sqlState=.*}");

    /**
     * Errors of the login itself. Sources: MySQL's server error reference, MariaDB's error codes
     * (4151 is a locked account of MariaDB, 4150 one with too many failed logins; 3955 and 3118 are
     * MySQL's).
     */
    private static final Set<Integer> AUTHENTICATION =
            Set.of(1045, 1698, 1130, 1129, 1251, 1524, 1820, 1862, 3118, 3159, 3955, 4150, 4151);

    private static final Set<Integer> AUTHORIZATION = Set.of(1044, 1049);
    private static final Set<Integer> CAPACITY = Set.of(1040, 1041, 1135, 1203, 1226);

    private MysqlSignals() {}

    /** What was seen. */
    public static Signal of(Throwable thrown) {
        Throwable cause = thrown instanceof ExecutionException e ? e.getCause() : thrown;
        return switch (cause) {
            case MySQLException said ->
                    new Signal.ErrorCode(
                            "mysql",
                            Integer.toString(said.getErrorCode()),
                            "%s (SQLSTATE %s)".formatted(message(said), said.getSqlState()));
            case StrangerException stranger -> stranger(stranger);
            case NoTlsException _ ->
                    new Signal.Fact("tls-refused-by-server", "the server's greeting offers no TLS");
            case UnspokenPluginException unspoken -> unspoken(unspoken.plugin());
            default -> NetworkSignals.of(cause);
        };
    }

    private static Signal stranger(StrangerException stranger) {
        return FirstWords.of(stranger.said())
                .<Signal>map(
                        who ->
                                new Signal.Fact(
                                        "server-of-another-kind", "what listens there is " + who))
                .orElseGet(() -> new Signal.Fact("protocol-unexpected", stranger.getMessage()));
    }

    private static Signal unspoken(String plugin) {
        return new Signal.Fact(
                "auth-method-unsupported",
                "the account logs in with plugin %s, which our client does not speak%s"
                        .formatted(
                                plugin,
                                plugin.equals("mysql_clear_password")
                                        ? " to a server that is not verified (tls.mode verify-full)"
                                        : ""));
    }

    /** What the server said, without the client's trimmings. */
    public static String message(MySQLException said) {
        Matcher matcher = MESSAGE.matcher(String.valueOf(said.getMessage()));
        return matcher.matches() ? matcher.group(1) : said.getMessage();
    }

    /** The layer of an error, when the connection had come this far. */
    static Layer layer(Throwable cause, Layer reached) {
        return switch (cause) {
            case MySQLException said -> layer(said.getErrorCode());
            case StrangerException _ -> Layer.PROTOCOL;
            case NoTlsException _ -> Layer.TLS;
            case UnspokenPluginException _ -> Layer.AUTHENTICATION;
            default -> NetworkSignals.layer(cause, reached);
        };
    }

    private static Layer layer(int code) {
        if (AUTHENTICATION.contains(code)) {
            return Layer.AUTHENTICATION;
        }
        if (AUTHORIZATION.contains(code)) {
            return Layer.AUTHORIZATION;
        }
        return CAPACITY.contains(code) ? Layer.CAPACITY : Layer.PROTOCOL;
    }
}
