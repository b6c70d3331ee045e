package org.rsvpplatform.kit.redaction;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Finds what looks like a credential, although nobody registered it: {@code password=…}, {@code
 * "password":"…"}, {@code Authorization: …}, {@code Bearer …}, {@code scheme://user:password@host}
 * and JSON web tokens. Placeholders ({@code $PASSWORD}, {@code <password>}, {@code …}) stay, so
 * that lines to paste can name them. {@code password: …} with a blank, as in a sentence, is left
 * alone. One pass, no regular expressions: it reads every answer and log line.
 */
final class Patterns {

    /** A name that ends with one of these takes a credential. */
    private static final List<String> CREDENTIAL_NAMES =
            List.of(
                    "password",
                    "passwd",
                    "pwd",
                    "passphrase",
                    "secret",
                    "apikey",
                    "api_key",
                    "api-key",
                    "secretaccesskey",
                    "secret_access_key",
                    "privatekey",
                    "private_key",
                    "access_token",
                    "refresh_token",
                    "id_token",
                    "accesstoken",
                    "refreshtoken");

    /** Found in {@code bypass=} too, therefore only as a whole word. */
    private static final String PASS = "pass";

    private static final String AUTHORIZATION = "authorization";

    /** Source: IANA's registry of HTTP authentication schemes, and what is in use beside it. */
    private static final Set<String> SCHEMES =
            Set.of(
                    "basic",
                    "bearer",
                    "concealed",
                    "digest",
                    "dpop",
                    "gnap",
                    "hoba",
                    "mutual",
                    "negotiate",
                    "ntlm",
                    "oauth",
                    "privatetoken",
                    "scram",
                    "token",
                    "vapid",
                    "apikey",
                    "key",
                    "signature");

    private static final int SHORTEST_BEARER = 8;

    private Patterns() {}

    static void find(String text, Spans spans) {
        for (int at = 0; at < text.length(); at++) {
            switch (text.charAt(at)) {
                case '=' -> assignment(text, at, spans);
                case ':' -> {
                    if (text.startsWith("//", at + 1)) {
                        userPart(text, at + 3, spans);
                    } else {
                        assignment(text, at, spans);
                    }
                }
                case ' ' -> bearer(text, at, spans);
                case 'e' -> webToken(text, at, spans);
                default -> {}
            }
        }
    }

    private static void assignment(String text, int sign, Spans spans) {
        int nameEnd = sign;
        boolean quotedName = false;
        while (nameEnd > 0 && isBlankOrQuote(text.charAt(nameEnd - 1))) {
            nameEnd--;
            quotedName |= text.charAt(nameEnd) != ' ';
        }
        if (endsWith(text, nameEnd, AUTHORIZATION)) {
            header(text, sign + 1, spans);
        } else if (takesCredential(text, nameEnd)) {
            boolean spaceMayFollow = quotedName || text.charAt(sign) == '=';
            int value = spaceMayFollow ? skipBlanks(text, sign + 1) : sign + 1;
            hide(text, value, spans);
        }
    }

    private static boolean takesCredential(String text, int nameEnd) {
        if (endsWith(text, nameEnd, PASS)) {
            int before = nameEnd - PASS.length() - 1;
            return before < 0 || !Character.isLetter(text.charAt(before));
        }
        for (String name : CREDENTIAL_NAMES) {
            if (endsWith(text, nameEnd, name)) {
                return true;
            }
        }
        return false;
    }

    /** {@code Authorization: Basic dXNlcjpw}: the scheme may be read, what follows may not. */
    private static void header(String text, int at, Spans spans) {
        int value = skipBlanks(text, at);
        if (value < text.length() && isBlankOrQuote(text.charAt(value))) {
            value++;
        }
        int end = tokenEnd(text, value);
        if (end < text.length() && text.charAt(end) == ' ' && isWord(text, value, end)) {
            if (!isProse(text, value, end)) {
                hide(text, end + 1, spans);
            }
        } else {
            hide(text, value, spans);
        }
    }

    /** {@code authorization: no answer within 3 s}: two plain words, and the first is no scheme. */
    private static boolean isProse(String text, int start, int end) {
        int next = tokenEnd(text, end + 1);
        return !SCHEMES.contains(text.substring(start, end).toLowerCase(Locale.ROOT))
                && next < text.length()
                && text.charAt(next) == ' '
                && isWord(text, end + 1, next);
    }

    private static void bearer(String text, int blank, Spans spans) {
        if (endsWith(text, blank, "bearer")) {
            int end = tokenEnd(text, blank + 1);
            boolean token = end - blank > SHORTEST_BEARER && !isWord(text, blank + 1, end);
            if (token) {
                hide(text, blank + 1, spans);
            }
        }
    }

    private static void webToken(String text, int at, Spans spans) {
        if (text.startsWith("eyJ", at)) {
            int end = at;
            int dots = 0;
            while (end < text.length() && isWebTokenCharacter(text.charAt(end))) {
                dots += text.charAt(end) == '.' ? 1 : 0;
                end++;
            }
            if (dots >= 2) {
                spans.add(at, end);
            }
        }
    }

    private static void userPart(String text, int start, Spans spans) {
        int colon = -1;
        int lastAt = -1;
        for (int at = start; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c <= ' ' || c == '/' || c == '"' || c == '\'' || c == '<' || c == '>') {
                break;
            }
            if (c == ':' && colon < 0) {
                colon = at;
            } else if (c == '@' && colon >= 0) {
                lastAt = at;
            }
        }
        if (lastAt > colon + 1 && !isPlaceholder(text, colon + 1)) {
            spans.add(colon + 1, lastAt);
        }
    }

    private static void hide(String text, int start, Spans spans) {
        if (start >= text.length()) {
            return;
        }
        char first = text.charAt(start);
        if (first == '\\' && start + 1 < text.length() && text.charAt(start + 1) == '"') {
            hide(text, start + 2, spans);
        } else if (first == '"' || first == '\'') {
            int end = closingQuote(text, start + 1, first);
            if (!isPlaceholder(text, start + 1)) {
                spans.add(start + 1, end);
            }
        } else if (!isPlaceholder(text, start) && !isLiteral(text, start)) {
            spans.add(start, tokenEnd(text, start));
        }
    }

    private static int closingQuote(String text, int start, char quote) {
        int end = start;
        while (end < text.length() && text.charAt(end) != quote && text.charAt(end) != '\n') {
            end += text.charAt(end) == '\\' ? 2 : 1;
        }
        return Math.min(end, text.length());
    }

    private static boolean isPlaceholder(String text, int at) {
        return at >= text.length() || "$<{[•…*%".indexOf(text.charAt(at)) >= 0;
    }

    private static boolean isLiteral(String text, int at) {
        int end = tokenEnd(text, at);
        return switch (text.substring(at, end)) {
            case "null", "true", "false" -> true;
            default -> false;
        };
    }

    private static int tokenEnd(String text, int start) {
        int end = start;
        while (end < text.length() && " \t\r\n\"'&,;)}]<>\\".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        return end;
    }

    private static boolean isWord(String text, int start, int end) {
        return text.substring(start, end).chars().allMatch(Character::isLetter);
    }

    private static boolean isWebTokenCharacter(char c) {
        return c < 128 && (Character.isLetterOrDigit(c) || c == '.' || c == '-' || c == '_');
    }

    private static boolean endsWith(String text, int end, String name) {
        return text.regionMatches(true, end - name.length(), name, 0, name.length());
    }

    private static int skipBlanks(String text, int at) {
        int next = at;
        while (next < text.length() && text.charAt(next) == ' ') {
            next++;
        }
        return next;
    }

    private static boolean isBlankOrQuote(char c) {
        return c == ' ' || c == '"' || c == '\'' || c == '\\';
    }
}
