package org.rsvpplatform.database.mysql.connection;

import io.netty.channel.ConnectTimeoutException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.TrustOptions;
import io.vertx.mysqlclient.MySQLConnectOptions;
import io.vertx.mysqlclient.SslMode;
import io.vertx.sqlclient.ClosedConnectionException;
import io.vertx.sqlclient.SqlConnection;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import javax.net.ssl.X509ExtendedTrustManager;
import org.rsvpplatform.database.capacity.ClientSession;
import org.rsvpplatform.database.connection.Attempt;
import org.rsvpplatform.database.connection.Conversation;
import org.rsvpplatform.database.connection.Login;
import org.rsvpplatform.database.connection.RememberedVerdict;
import org.rsvpplatform.kit.observe.provider.Layer;

/**
 * Connects to one address and logs in, with TLS or without. Whatever happens, nothing stays open
 * but the session that is returned.
 *
 * @param trusted whose certificates we take; null when they are not looked at
 * @param left addresses that remain to be tried, this one included: they share the time
 * @param greeted hears what the server says first
 */
record Dial(
        Vertx vertx,
        MysqlSettings settings,
        X509ExtendedTrustManager trusted,
        Login login,
        String database,
        InetSocketAddress address,
        Attempt attempt,
        int left,
        Consumer<Greeting> greeted) {

    private static final Duration GRACE = Duration.ofSeconds(4);

    /** Goes in with the TLS that the mode asks for. */
    MysqlSession dial(SslMode tls)
            throws TimeoutException, InterruptedException, ExecutionException {
        attempt.trace()
                .sent(
                        "connect to %s as %s, database %s, TLS %s"
                                .formatted(address, login.user(), database, tls));
        RememberedVerdict verdict = trusted == null ? null : RememberedVerdict.afterwards(trusted);
        Doorman doorman =
                new Doorman(
                        tls != SslMode.DISABLED && tls != SslMode.PREFERRED,
                        tls == SslMode.VERIFY_CA || tls == SslMode.VERIFY_IDENTITY,
                        () -> verdict == null ? Optional.empty() : verdict.refusal(),
                        listener());
        MySQLConnectOptions options = options(tls, verdict);
        AttendedFactory factory =
                new AttendedFactory(vertx, options, doorman, () -> attempt.reached(Layer.PROTOCOL));
        Future<SqlConnection> connection = factory.connect(vertx.getOrCreateContext(), options);
        boolean open = false;
        boolean late = false;
        try {
            SqlConnection answered =
                    connection
                            .toCompletionStage()
                            .toCompletableFuture()
                            .get(attempt.deadline().remaining().toNanos(), TimeUnit.NANOSECONDS);
            attempt.trace().received("logged in");
            Greeting greeting = doorman.greeting().orElseThrow();
            MysqlSession session =
                    new MysqlSession(
                            new Conversation(answered, factory, attempt.trace()),
                            greeting,
                            doorman.encrypted());
            open = true;
            return session;
        } catch (ExecutionException e) {
            Throwable why = doorman.verdict().orElseGet(() -> ended(e.getCause()));
            attempt.trace().received(String.valueOf(why.getMessage()));
            if (why instanceof ConnectTimeoutException) {
                throw new TimeoutException("no answer from " + address);
            }
            throw new ExecutionException(why);
        } catch (TimeoutException e) {
            late = doorman.greeting().isPresent();
            throw e;
        } finally {
            if (late) {
                finishBeside(connection, factory);
            } else if (!open) {
                // This ends a socket that is still on its way, too.
                factory.close(Promise.promise());
            }
        }
    }

    /** A login that is cut off counts as an error of our host: it may end by itself, a while. */
    private static void finishBeside(Future<SqlConnection> connection, AttendedFactory factory) {
        connection
                .compose(SqlConnection::close)
                .timeout(GRACE.toMillis(), TimeUnit.MILLISECONDS)
                .onComplete(done -> factory.close(Promise.promise()));
    }

    private static Throwable ended(Throwable cause) {
        return cause instanceof OnlyOnceException ? ClosedConnectionException.INSTANCE : cause;
    }

    private MySQLConnectOptions options(SslMode tls, RememberedVerdict verdict) {
        MySQLConnectOptions options =
                new MySQLConnectOptions() {
                    @Override
                    public SocketAddress getSocketAddress() {
                        return SocketAddress.inetSocketAddress(address);
                    }
                };
        options.setHost(settings.host())
                .setPort(settings.port())
                .setDatabase(database)
                .setUser(login.user())
                .setPassword(login.password().reveal())
                .setCharset("utf8mb4")
                .setCharacterEncoding("UTF-8")
                .setProperties(Map.of("program_name", ClientSession.OURS))
                .setSslMode(tls)
                .setConnectTimeout(Math.max(1, attempt.deadline().remainingMillis() / left));
        switch (tls) {
            case VERIFY_IDENTITY ->
                    options.setTrustOptions(TrustOptions.wrap(verdict))
                            .setHostnameVerificationAlgorithm("HTTPS");
            case VERIFY_CA -> options.setTrustOptions(TrustOptions.wrap(verdict));
            default -> options.setTrustAll(true);
        }
        return options;
    }

    private Doorman.Listener listener() {
        return new Doorman.Listener() {
            @Override
            public void greeted(Greeting greeting) {
                greeted.accept(greeting);
                attempt.trace()
                        .received(
                                "greeting of %s, connection %d, %s, plugin %s"
                                        .formatted(
                                                greeting.server(),
                                                greeting.connectionId(),
                                                greeting.tls() ? "offers TLS" : "no TLS",
                                                greeting.plugin()));
            }

            @Override
            public void encrypting() {
                attempt.reached(Layer.TLS);
            }

            @Override
            public void loggingIn() {
                attempt.reached(Layer.AUTHENTICATION);
            }
        };
    }
}
