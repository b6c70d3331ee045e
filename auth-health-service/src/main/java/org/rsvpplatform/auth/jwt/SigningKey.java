package org.rsvpplatform.auth.jwt;

import javax.crypto.SecretKey;
import org.rsvpplatform.kit.observe.probe.Session;
import org.rsvpplatform.kit.observe.probe.Trace;

/** The key, ready to sign and to verify. */
record SigningKey(SecretKey key, JwtKeys.Algorithm algorithm, Trace trace) implements Session {
    @Override
    public void close() {
        // a key holds nothing open
    }
}
