package org.rsvpplatform.database.connection;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** TLS to look at who the server says it is. No secret is sent over it, so nobody is trusted. */
public final class ShownCertificate {
    private ShownCertificate() {}

    /** Takes up TLS over a connection that is agreed to; closing it closes the connection. */
    public static SSLSocket handshake(Socket socket) throws IOException {
        SSLSocket tls =
                (SSLSocket) lookingOnly().getSocketFactory().createSocket(socket, null, 0, true);
        tls.startHandshake();
        return tls;
    }

    /** The server's own certificate. */
    public static Optional<X509Certificate> of(SSLSocket tls) throws IOException {
        Certificate[] chain = tls.getSession().getPeerCertificates();
        return chain.length > 0 && chain[0] instanceof X509Certificate first
                ? Optional.of(first)
                : Optional.empty();
    }

    private static SSLContext lookingOnly() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Onlooker()}, new SecureRandom());
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has TLS", e);
        }
    }

    private static final class Onlooker implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
