package org.rsvpplatform.database.mysql.connection;

import io.vertx.core.Vertx;
import io.vertx.mysqlclient.SslMode;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import javax.net.ssl.X509ExtendedTrustManager;
import org.rsvpplatform.database.connection.Attempt;
import org.rsvpplatform.database.connection.Authorities;
import org.rsvpplatform.database.connection.Endpoint;
import org.rsvpplatform.database.connection.Login;
import org.rsvpplatform.database.connection.NetworkSignals;
import org.rsvpplatform.database.connection.Route;
import org.rsvpplatform.database.connection.TlsOffer;
import org.rsvpplatform.kit.observe.probe.LayerFailure;
import org.rsvpplatform.kit.observe.probe.Names;
import org.rsvpplatform.kit.observe.provider.Layer;

/**
 * Opens sessions at one server: resolves its name, tries its addresses in order, takes up TLS as
 * configured, logs in, sets the session's limits. Every error says at which layer it came.
 */
public final class Connector {
    private final Vertx vertx;
    private final MysqlSettings settings;
    private final X509ExtendedTrustManager trusted;
    private final Route route;
    private final TlsOffer offer = new TlsOffer();
    private volatile Greeting last;

    public Connector(Vertx vertx, Names names, MysqlSettings settings) {
        this.vertx = vertx;
        this.settings = settings;
        this.trusted =
                settings.tls().verifies() ? Authorities.of(settings.tls().authority()) : null;
        this.route = new Route(names, settings.endpoint());
    }

    /**
     * A session of the platform's own user in its own database.
     *
     * @throws LayerFailure the layer that said no, and what it said
     * @throws TimeoutException no answer by the deadline
     */
    public MysqlSession open(Attempt attempt)
            throws LayerFailure, TimeoutException, InterruptedException {
        return open(settings.login(), settings.database(), attempt);
    }

    /** A session of another user; an empty database is none. */
    public MysqlSession open(Login login, String database, Attempt attempt)
            throws LayerFailure, TimeoutException, InterruptedException {
        return open(settings.port(), login, database, attempt);
    }

    /** The same at another port of the server. */
    MysqlSession open(int port, Login login, String database, Attempt attempt)
            throws LayerFailure, TimeoutException, InterruptedException {
        return route.at(port)
                .open(
                        attempt,
                        (address, left) ->
                                limited(
                                        secured(
                                                new Dial(
                                                        vertx,
                                                        settings,
                                                        trusted,
                                                        login,
                                                        database,
                                                        address,
                                                        attempt,
                                                        left,
                                                        greeting -> last = greeting)),
                                        attempt),
                        Connector::failure);
    }

    /** Which server it is, as it said in its last greeting; it says so to whom it refuses, too. */
    public Optional<ServerVersion> server() {
        return Optional.ofNullable(last).map(Greeting::server);
    }

    /** Forgets what the server offered last. */
    public void forget() {
        offer.forget();
    }

    private MysqlSession secured(Dial dial)
            throws ExecutionException, TimeoutException, InterruptedException {
        return switch (settings.tls().effective()) {
            case DISABLE -> dial.dial(SslMode.DISABLED);
            case PREFER -> preferred(dial);
            case REQUIRE -> dial.dial(SslMode.REQUIRED);
            case VERIFY_CA -> dial.dial(SslMode.VERIFY_CA);
            case VERIFY_FULL -> dial.dial(SslMode.VERIFY_IDENTITY);
        };
    }

    /** A handshake that fails is a broken connection to the server: it is not tried each time. */
    private MysqlSession preferred(Dial dial)
            throws ExecutionException, TimeoutException, InterruptedException {
        if (offer.noneLately()) {
            return dial.dial(SslMode.DISABLED);
        }
        try {
            return dial.dial(SslMode.PREFERRED);
        } catch (ExecutionException e) {
            if (NetworkSignals.find(e.getCause(), SSLException.class).isEmpty()) {
                throw e;
            }
            offer.none();
            return dial.dial(SslMode.DISABLED);
        }
    }

    /** A pooler in between may keep settings for the next client. */
    private MysqlSession limited(MysqlSession session, Attempt attempt)
            throws ExecutionException, TimeoutException, InterruptedException {
        if (settings.via() == Endpoint.Via.PROXY) {
            return session;
        }
        boolean limited = false;
        try {
            session.limit(attempt.deadline());
            limited = true;
            return session;
        } finally {
            if (!limited) {
                session.close();
            }
        }
    }

    private static LayerFailure failure(Throwable thrown, Layer reached) {
        return new LayerFailure(
                MysqlSignals.layer(thrown, reached), List.of(MysqlSignals.of(thrown)), thrown);
    }
}
