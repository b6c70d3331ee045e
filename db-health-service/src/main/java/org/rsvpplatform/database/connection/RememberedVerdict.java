package org.rsvpplatform.database.connection;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Judges a server's certificate as another does, and remembers why it was refused: the client only
 * says that the handshake failed.
 */
public final class RememberedVerdict extends X509ExtendedTrustManager {
    private final X509ExtendedTrustManager judge;
    private final boolean atOnce;
    private volatile CertificateException refusal;

    public RememberedVerdict(X509ExtendedTrustManager judge) {
        this(judge, true);
    }

    private RememberedVerdict(X509ExtendedTrustManager judge, boolean atOnce) {
        this.judge = judge;
        this.atOnce = atOnce;
    }

    /**
     * Lets the handshake come about whatever it thinks. Whoever uses it must ask for the refusal
     * before it sends anything.
     */
    public static RememberedVerdict afterwards(X509ExtendedTrustManager judge) {
        return new RememberedVerdict(judge, false);
    }

    public Optional<CertificateException> refusal() {
        return Optional.ofNullable(refusal);
    }

    private interface Judgement {
        void pass() throws CertificateException;
    }

    private void remember(Judgement judgement) throws CertificateException {
        try {
            judgement.pass();
        } catch (CertificateException e) {
            refusal = e;
            if (atOnce) {
                throw e;
            }
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
            throws CertificateException {
        remember(() -> judge.checkServerTrusted(chain, type, engine));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
            throws CertificateException {
        remember(() -> judge.checkServerTrusted(chain, type, socket));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type)
            throws CertificateException {
        remember(() -> judge.checkServerTrusted(chain, type));
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
            throws CertificateException {
        judge.checkClientTrusted(chain, type, socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
            throws CertificateException {
        judge.checkClientTrusted(chain, type, engine);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type)
            throws CertificateException {
        judge.checkClientTrusted(chain, type);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return judge.getAcceptedIssuers();
    }
}
