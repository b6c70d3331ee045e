package org.rsvpplatform.database.postgresql.connection;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.X509ExtendedTrustManager;
import org.rsvpplatform.database.connection.Attempt;
import org.rsvpplatform.database.connection.Authorities;
import org.rsvpplatform.database.connection.Door;
import org.rsvpplatform.database.connection.Login;
import org.rsvpplatform.database.connection.Route;
import org.rsvpplatform.database.connection.TlsOffer;
import org.rsvpplatform.kit.observe.probe.LayerFailure;
import org.rsvpplatform.kit.observe.probe.Names;
import org.rsvpplatform.kit.observe.provider.Layer;

/**
 * Opens sessions at one server: resolves its name, tries its addresses in order, negotiates TLS as
 * configured, logs in. Every error says at which layer it came.
 */
public final class Connector {
    private final Vertx vertx;
    private final Names names;
    private final PostgresSettings settings;
    private final X509ExtendedTrustManager trusted;
    private final Doorbell.Bells bells;
    private final TlsOffer offer = new TlsOffer();

    /**
     * @param bells knows whether somebody else answered lately
     */
    public Connector(Vertx vertx, Names names, PostgresSettings settings, Doorbell.Bells bells) {
        this.bells = bells;
        this.vertx = vertx;
        this.names = names;
        this.settings = settings;
        this.trusted =
                settings.tls().verifies() ? Authorities.of(settings.tls().authority()) : null;
    }

    /**
     * A session of the platform's own user in its own database.
     *
     * @throws LayerFailure the layer that said no, and what it said
     * @throws TimeoutException no answer by the deadline
     */
    public PostgresSession open(Attempt attempt)
            throws LayerFailure, TimeoutException, InterruptedException {
        return open(settings.login(), settings.database(), attempt);
    }

    /** A session of another user, or in another database of the same server. */
    public PostgresSession open(Login login, String database, Attempt attempt)
            throws LayerFailure, TimeoutException, InterruptedException {
        return new Route(names, settings.endpoint())
                .open(
                        attempt,
                        (address, left) ->
                                wary(
                                        new Dial(
                                                vertx, settings, trusted, login, database, address,
                                                attempt, left)),
                        Connector::failure);
    }

    /** Forgets what the server offered last. */
    public void forget() {
        offer.forget();
    }

    /**
     * Where somebody else answered lately he may speak first: what we say he counts as an error.
     */
    private PostgresSession wary(Dial dial)
            throws TimeoutException, InterruptedException, ExecutionException {
        if (bells.wary()) {
            dial.attempt().reached(Layer.PROTOCOL);
            try (Door door =
                    bells.at(dial.address(), dial.attempt().deadline(), dial.attempt().trace())) {
                if (door.ring(dial.attempt().deadline()) == Door.Answer.STRANGER) {
                    throw new ExecutionException(new StrangerException(door.stranger()));
                }
            } catch (IOException e) {
                bells.wary(false);
            }
        }
        try {
            return negotiate(dial);
        } catch (ExecutionException e) {
            bells.wary(PostgresSignals.speaksOtherwise(e.getCause()));
            throw e;
        }
    }

    private PostgresSession negotiate(Dial dial)
            throws TimeoutException, InterruptedException, ExecutionException {
        return switch (settings.tls().effective()) {
            case DISABLE -> dial.withoutTls();
            case PREFER -> offer.noneLately() ? likeLastTime(dial) : preferTls(dial);
            case REQUIRE, VERIFY_CA, VERIFY_FULL -> dial.withTls();
        };
    }

    /** The server offered no TLS a moment ago. */
    private PostgresSession likeLastTime(Dial dial)
            throws TimeoutException, InterruptedException, ExecutionException {
        try {
            return dial.withoutTls();
        } catch (ExecutionException e) {
            if (!PostgresSignals.refusesPlain(e.getCause())) {
                throw e;
            }
            offer.forget();
            return preferTls(dial);
        }
    }

    /** Source: sslmode=prefer of libpq: whatever goes wrong with TLS, plain is tried. */
    private PostgresSession preferTls(Dial dial)
            throws TimeoutException, InterruptedException, ExecutionException {
        try {
            return dial.withTls();
        } catch (ExecutionException e) {
            if (PostgresSignals.offersNoTls(e.getCause())) {
                offer.none();
                return dial.withoutTls();
            }
            if (!PostgresSignals.refusesTls(e.getCause())) {
                throw e;
            }
            return plainAfter(e, dial);
        }
    }

    /** If plain is refused too, the first word counts: TLS was not what was wrong. */
    private static PostgresSession plainAfter(ExecutionException first, Dial dial)
            throws TimeoutException, InterruptedException, ExecutionException {
        try {
            return dial.withoutTls();
        } catch (ExecutionException e) {
            throw PostgresSignals.refusesPlain(e.getCause()) ? first : e;
        }
    }

    private static LayerFailure failure(Throwable thrown, Layer reached) {
        return new LayerFailure(
                PostgresSignals.layer(thrown, reached),
                List.of(PostgresSignals.of(thrown)),
                thrown);
    }
}
