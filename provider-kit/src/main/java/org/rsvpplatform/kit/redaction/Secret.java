package org.rsvpplatform.kit.redaction;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;

/**
 * A password, key or token. It can be handed around, compared and put into records without ever
 * being printed: text and JSON show {@value #MASK}. Only {@link #reveal()} gives the value, for the
 * one call that sends it to its server.
 */
public final class Secret {

    /** What stands in the place of a secret in everything that a person or a program may read. */
    public static final String MASK = "•••";

    /**
     * Keys the hash, so that a hash that leaks cannot be compared with hashes of guessed values.
     */
    private static final byte[] HASH_KEY = randomBytes();

    private final String value;

    private Secret(String value) {
        this.value = value;
    }

    @JsonCreator
    public static Secret of(String value) {
        return new Secret(value == null ? "" : value);
    }

    /** The value itself. Keep it out of fields, messages and collections. */
    public String reveal() {
        return value;
    }

    public boolean isEmpty() {
        return value.isEmpty();
    }

    /** Takes the same time wherever the first difference stands. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Secret that && MessageDigest.isEqual(bytes(), that.bytes());
    }

    @Override
    public int hashCode() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(HASH_KEY);
            return ByteBuffer.wrap(digest.digest(bytes())).getInt();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    @JsonValue
    public String toString() {
        return MASK;
    }

    private static byte[] randomBytes() {
        byte[] bytes = new byte[16];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }

    private byte[] bytes() {
        return value.getBytes(StandardCharsets.UTF_8);
    }
}
