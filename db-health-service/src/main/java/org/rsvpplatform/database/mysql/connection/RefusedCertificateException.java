package org.rsvpplatform.database.mysql.connection;

import java.security.cert.CertificateException;
import javax.net.ssl.SSLException;

/** We do not take the server's certificate. */
final class RefusedCertificateException extends SSLException {
    private static final long serialVersionUID = 1L;

    RefusedCertificateException(CertificateException why) {
        super("the server's certificate is refused", why);
    }
}
