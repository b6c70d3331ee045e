package org.rsvpplatform.sandbox.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.rsvpplatform.sandbox.process.SandboxException;

/**
 * A server's certificate with its key.
 *
 * @param certificatePem the certificate as a PEM file's text
 * @param keyPem the key as a PEM file's text (PKCS 8)
 */
public record ServerCertificate(
        X509Certificate certificate, PrivateKey key, String certificatePem, String keyPem) {

    /** A TLS context that presents this certificate. */
    public SSLContext context() {
        try {
            // Only in memory: the format with the cheapest key derivation is the right one.
            KeyStore store = KeyStore.getInstance("JKS");
            store.load(null, null);
            store.setKeyEntry("server", key, new char[0], new Certificate[] {certificate});
            KeyManagerFactory keys =
                    KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, new char[0]);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new SandboxException("cannot set up TLS", e);
        }
    }

    @Override
    public String toString() {
        return "ServerCertificate[" + certificate.getSubjectX500Principal() + "]";
    }
}
