package org.rsvpplatform.kit.redaction;

/**
 * One text to look for. A secret in the middle of a base64 token shares its first and last
 * character with its neighbours' bits: {@code before} and {@code after} say how many such
 * characters (0 or 1) to hide beside the match.
 */
record Needle(String text, int before, int after) {

    static Needle of(String text) {
        return new Needle(text, 0, 0);
    }

    int start(String haystack, int at) {
        boolean shared = before > 0 && at > 0 && isBase64(haystack.charAt(at - 1));
        return shared ? at - 1 : at;
    }

    int end(String haystack, int at) {
        int end = at + text.length();
        if (after > 0 && end < haystack.length() && isBase64(haystack.charAt(end))) {
            end++;
            while (end < haystack.length() && haystack.charAt(end) == '=') {
                end++; // padding
            }
        }
        return end;
    }

    private static boolean isBase64(char c) {
        return c >= 'a' && c <= 'z'
                || c >= 'A' && c <= 'Z'
                || c >= '0' && c <= '9'
                || c == '+'
                || c == '/'
                || c == '-'
                || c == '_';
    }
}
