package org.rsvpplatform.sandbox.tls;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.rsvpplatform.sandbox.process.SandboxException;

/** Issues the certificates of the sandbox's servers. */
public final class CertificateAuthority {
    private static final String SIGNATURE = "SHA256withECDSA";
    private static final Duration CLOCK_TOLERANCE = Duration.ofDays(2);

    private final X500Name name;
    private final KeyPair keys = newKeys();
    private final X509Certificate certificate;

    /** An authority with a fresh key. */
    public CertificateAuthority(String commonName) {
        name = new X500Name("CN=" + commonName);
        Instant now = Instant.now();
        certificate =
                sign(
                        builder(
                                name,
                                keys,
                                now.minus(CLOCK_TOLERANCE),
                                now.plus(Duration.ofDays(365))),
                        true);
    }

    /** The authority's own certificate, for those who trust it. */
    public String pem() {
        return pem(certificate);
    }

    /** A server certificate for 127.0.0.1 and localhost that is valid for a year. */
    public ServerCertificate issue() {
        Instant now = Instant.now();
        return issue(now.minus(CLOCK_TOLERANCE), now.plus(Duration.ofDays(364)));
    }

    /** A server certificate that is valid for so long. */
    public ServerCertificate issueFor(Duration time) {
        Instant now = Instant.now();
        return issue(now.minus(CLOCK_TOLERANCE), now.plus(time));
    }

    /** A server certificate that ran out yesterday. */
    public ServerCertificate issueExpired() {
        Instant now = Instant.now();
        return issue(now.minus(CLOCK_TOLERANCE), now.minus(Duration.ofDays(1)));
    }

    private ServerCertificate issue(Instant from, Instant to) {
        KeyPair serverKeys = newKeys();
        X509Certificate issued =
                sign(builder(new X500Name("CN=localhost"), serverKeys, from, to), false);
        return new ServerCertificate(issued, serverKeys.getPrivate(), pem(issued), key(serverKeys));
    }

    private X509v3CertificateBuilder builder(
            X500Name subject, KeyPair subjectKeys, Instant from, Instant to) {
        return new JcaX509v3CertificateBuilder(
                name,
                new BigInteger(63, new SecureRandom()),
                Date.from(from),
                Date.from(to),
                subject,
                subjectKeys.getPublic());
    }

    private X509Certificate sign(X509v3CertificateBuilder builder, boolean authority) {
        try {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
            if (!authority) {
                builder.addExtension(
                        Extension.subjectAlternativeName,
                        false,
                        new GeneralNames(
                                new GeneralName[] {
                                    new GeneralName(GeneralName.iPAddress, "127.0.0.1"),
                                    new GeneralName(GeneralName.dNSName, "localhost")
                                }));
            }
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(
                                    new JcaContentSignerBuilder(SIGNATURE)
                                            .build(keys.getPrivate())));
        } catch (CertIOException | OperatorCreationException | GeneralSecurityException e) {
            throw new SandboxException("cannot make a certificate", e);
        }
    }

    private static KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new SandboxException("cannot make a key", e);
        }
    }

    private static String key(KeyPair pair) {
        try {
            return pem(new JcaPKCS8Generator(pair.getPrivate(), null));
        } catch (IOException e) {
            throw new SandboxException("cannot write a key", e);
        }
    }

    private static String pem(Object object) {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(object);
        } catch (IOException e) {
            throw new SandboxException("cannot write PEM", e);
        }
        return text.toString();
    }
}
