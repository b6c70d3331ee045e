package org.rsvpplatform.database.postgresql.connection;

import io.netty.channel.ConnectTimeoutException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.TrustOptions;
import io.vertx.pgclient.SslMode;
import io.vertx.pgclient.spi.PgDriver;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.spi.ConnectionFactory;
import java.net.InetSocketAddress;
import java.security.cert.CertificateException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import javax.net.ssl.X509ExtendedTrustManager;
import org.rsvpplatform.database.capacity.ClientSession;
import org.rsvpplatform.database.connection.Attempt;
import org.rsvpplatform.database.connection.Conversation;
import org.rsvpplatform.database.connection.Endpoint;
import org.rsvpplatform.database.connection.Login;
import org.rsvpplatform.database.connection.RememberedVerdict;
import org.rsvpplatform.kit.observe.provider.Layer;

/**
 * Connects to one address and logs in, with TLS or without. Whatever happens, nothing stays open
 * but the session that is returned.
 *
 * @param trusted whose certificates we take; null when they are not looked at
 * @param left addresses that remain to be tried, this one included: they share the time
 */
record Dial(
        Vertx vertx,
        PostgresSettings settings,
        X509ExtendedTrustManager trusted,
        Login login,
        String database,
        InetSocketAddress address,
        Attempt attempt,
        int left) {
    private static final int LEAST = 100;

    PostgresSession withoutTls() throws TimeoutException, InterruptedException, ExecutionException {
        return dial(SslMode.DISABLE);
    }

    PostgresSession withTls() throws TimeoutException, InterruptedException, ExecutionException {
        return dial(
                switch (settings.tls().effective()) {
                    case DISABLE, PREFER, REQUIRE -> SslMode.REQUIRE;
                    case VERIFY_CA -> SslMode.VERIFY_CA;
                    case VERIFY_FULL -> SslMode.VERIFY_FULL;
                });
    }

    private PostgresSession dial(SslMode tls)
            throws TimeoutException, InterruptedException, ExecutionException {
        attempt.trace()
                .sent(
                        "connect to %s as %s, database %s, %s"
                                .formatted(
                                        address,
                                        login.user(),
                                        database,
                                        tls == SslMode.DISABLE ? "no TLS" : "TLS"));
        RememberedVerdict verdict = trusted == null ? null : new RememberedVerdict(trusted);
        WatchedOptions options = options(tls, verdict);
        ConnectionFactory factory = PgDriver.INSTANCE.createConnectionFactory(vertx, options);
        Future<SqlConnection> connection = factory.connect(vertx.getOrCreateContext(), options);
        boolean open = false;
        try {
            SqlConnection answered =
                    connection
                            .toCompletionStage()
                            .toCompletableFuture()
                            .get(attempt.deadline().remaining().toNanos(), TimeUnit.NANOSECONDS);
            attempt.trace().received("logged in");
            PostgresSession session =
                    new PostgresSession(
                            new Conversation(answered, factory, attempt.trace()),
                            tls != SslMode.DISABLE,
                            !settings.keepSession().isZero());
            open = true;
            return session;
        } catch (ExecutionException e) {
            attempt.trace().received(String.valueOf(e.getCause().getMessage()));
            if (e.getCause() instanceof ConnectTimeoutException) {
                throw new TimeoutException("no answer from " + address);
            }
            if (verdict != null && verdict.refusal().isPresent()) {
                throw new ExecutionException(refused(verdict.refusal().get()));
            }
            throw e;
        } finally {
            if (!open) {
                // This ends a socket that is still on its way, too.
                factory.close(Promise.promise());
            }
        }
    }

    private static SSLException refused(CertificateException why) {
        return new SSLException("the server's certificate is refused", why);
    }

    private WatchedOptions options(SslMode tls, RememberedVerdict verdict) {
        WatchedOptions options = new WatchedOptions(address, progress());
        options.setHost(settings.host())
                .setPort(settings.port())
                .setDatabase(database)
                .setUser(login.user())
                .setPassword(login.password().reveal())
                .setProperties(properties())
                .setSslMode(tls)
                .setConnectTimeout(Math.max(1, attempt.deadline().remainingMillis() / left));
        switch (tls) {
            case VERIFY_FULL ->
                    options.setTrustOptions(TrustOptions.wrap(verdict))
                            .setHostnameVerificationAlgorithm("HTTPS");
            case VERIFY_CA -> options.setTrustOptions(TrustOptions.wrap(verdict));
            default -> options.setTrustAll(true);
        }
        return options;
    }

    private WatchedOptions.Progress progress() {
        return new WatchedOptions.Progress() {
            @Override
            public void connected() {
                attempt.reached(Layer.PROTOCOL);
            }

            @Override
            public void loggingIn() {
                attempt.reached(Layer.AUTHENTICATION);
            }
        };
    }

    /**
     * Settings that go with the login, so that no round trip is spent on them. A pooler refuses
     * those it does not know, or keeps them for the next client.
     */
    private Map<String, String> properties() {
        Map<String, String> properties = new TreeMap<>();
        properties.put("application_name", ClientSession.OURS);
        properties.put("client_encoding", "utf8");
        if (settings.via() == Endpoint.Via.DIRECT) {
            // The server's own word has to come before our deadline does, and time has to be left
            // to see who holds a lock.
            int millis = attempt.deadline().remainingMillis();
            properties.put("DateStyle", "ISO");
            properties.put("statement_timeout", Integer.toString(Math.max(LEAST, millis * 4 / 5)));
            properties.put("lock_timeout", Integer.toString(Math.max(LEAST, millis / 3)));
        }
        return properties;
    }
}
