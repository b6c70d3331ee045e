package org.rsvpplatform.database.postgresql.connection;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.TrustOptions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.TrustManagerFactory;

/** Whom we trust to sign a server's certificate. */
final class Authorities {
    private Authorities() {}

    static TrustOptions of(Tls tls) {
        return tls.authority()
                .<TrustOptions>map(pem -> new PemTrustOptions().addCertValue(Buffer.buffer(pem)))
                .orElseGet(Authorities::ofThePlatform);
    }

    private static TrustOptions ofThePlatform() {
        try {
            TrustManagerFactory platform =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            platform.init((KeyStore) null);
            return TrustOptions.wrap(platform.getTrustManagers()[0]);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the Java platform has no trusted authorities", e);
        }
    }
}
