package org.rsvpplatform.cli.suite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.HexFormat;

/**
 * The operator's token and the gateway's key pair, made once a checkout and kept with mode 0600.
 * They stay the same from one {@code up} to the next, so that an exported {@code RSVP_TOKEN} stays
 * good.
 */
record Credentials(Path signingKey, Path verifyKey, Path tokens) {

    static Credentials ensure(SuiteDirectory directory) {
        Path signing = directory.keys().resolve("signing.pem");
        Path verify = directory.keys().resolve("verify.pem");
        try {
            if (!Files.exists(signing) || !Files.exists(verify)) {
                writeKeyPair(signing, verify);
            }
            ensureToken(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("can't read " + directory.tokens(), e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK lacks P-256 or SHA-256", e);
        }
        return new Credentials(signing, verify, directory.tokens());
    }

    private static void writeKeyPair(Path signing, Path verify) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair pair = generator.generateKeyPair();
        SuiteDirectory.write(signing, pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
        SuiteDirectory.write(verify, pem("PUBLIC KEY", pair.getPublic().getEncoded()));
    }

    private static String pem(String what, byte[] der) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(what, body, what);
    }

    /**
     * Other lines of the tokens file are an administrator's and stay; a revoked operator's line is
     * not brought back.
     */
    private static void ensureToken(SuiteDirectory directory)
            throws IOException, GeneralSecurityException {
        if (Files.exists(directory.token()) && Files.exists(directory.tokens())) {
            return;
        }
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        byte[] hash =
                MessageDigest.getInstance("SHA-256")
                        .digest(token.getBytes(StandardCharsets.US_ASCII));
        String others =
                Files.exists(directory.tokens()) ? Files.readString(directory.tokens()) : header();
        SuiteDirectory.write(
                directory.tokens(),
                others + "operator sandbox sha256:" + HexFormat.of().formatHex(hash) + "\n");
        SuiteDirectory.write(directory.token(), token + "\n");
    }

    private static String header() {
        return "# role name sha256:<hex of the token>; remove a line to revoke its token\n";
    }
}
