package org.rsvpplatform.sandbox.process;

import java.security.SecureRandom;
import java.util.stream.Collectors;

/**
 * Who logs in.
 *
 * @param user the role's name
 * @param password its password in the clear
 */
public record Login(String user, String password) {
    private static final String LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghjkmnpqrstuvwxyz23456789";
    private static final int LENGTH = 24;
    private static final SecureRandom RANDOM = new SecureRandom();

    /** The user with a fresh random password of letters and digits. */
    public static Login random(String user) {
        return new Login(
                user,
                RANDOM.ints(LENGTH, 0, LETTERS.length())
                        .mapToObj(i -> String.valueOf(LETTERS.charAt(i)))
                        .collect(Collectors.joining()));
    }

    @Override
    public String toString() {
        return "Login[" + user + "]";
    }
}
