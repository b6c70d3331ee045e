package org.rsvpplatform.kit.redaction;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Set;

/** The forms in which a secret may turn up: as it is, and as the usual encodings write it. */
final class Forms {

    /** Shorter texts would be found everywhere; a secret this short protects nothing anyway. */
    static final int SHORTEST = 4;

    /** A line of a key in several lines is looked for by itself from this length on. */
    private static final int LONG_LINE = 16;

    // Encoders disagree on which characters may stay: RFC 3986's unreserved ones,
    // encodeURIComponent's,
    // and what is allowed in the user part of a URL.
    private static final String UNRESERVED = "-._~";
    private static final String COMPONENT = UNRESERVED + "!*'()";
    private static final String USER_PART = COMPONENT + ";:&=+$,";

    private Forms() {}

    static Set<Needle> of(String secret) {
        Set<Needle> forms = new LinkedHashSet<>();
        if (secret.length() < SHORTEST) {
            return forms;
        }
        add(forms, secret);
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        add(forms, HexFormat.of().formatHex(bytes));
        add(forms, HexFormat.of().withUpperCase().formatHex(bytes));
        String form = URLEncoder.encode(secret, StandardCharsets.UTF_8);
        bothCases(forms, form);
        bothCases(forms, form.replace("+", "%20"));
        for (String kept : new String[] {UNRESERVED, COMPONENT, USER_PART}) {
            bothCases(forms, percentEncoded(bytes, kept));
        }
        add(forms, json(secret, false));
        add(forms, json(secret, true));
        add(forms, secret.replace("'", "''"));
        String xml = secret.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        add(forms, xml);
        add(forms, xml.replace("\"", "&quot;").replace("'", "&#39;"));
        for (int shift = 0; shift < 3; shift++) {
            base64(forms, bytes, shift);
        }
        secret.lines()
                .map(String::strip)
                .filter(line -> line.length() >= LONG_LINE && !line.startsWith("-----"))
                .forEach(line -> add(forms, line));
        return forms;
    }

    private static void add(Set<Needle> forms, String text) {
        forms.add(Needle.of(text));
    }

    private static void bothCases(Set<Needle> forms, String percentEncoded) {
        add(forms, percentEncoded);
        StringBuilder lower = new StringBuilder(percentEncoded);
        for (int i = 0; i + 2 < lower.length(); i++) {
            if (lower.charAt(i) == '%') {
                lower.setCharAt(i + 1, Character.toLowerCase(lower.charAt(i + 1)));
                lower.setCharAt(i + 2, Character.toLowerCase(lower.charAt(i + 2)));
            }
        }
        add(forms, lower.toString());
    }

    private static String percentEncoded(byte[] bytes, String kept) {
        StringBuilder text = new StringBuilder();
        for (byte b : bytes) {
            char c = (char) (b & 0xff);
            boolean letterOrDigit =
                    c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            if (letterOrDigit || kept.indexOf(c) >= 0) {
                text.append(c);
            } else {
                text.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
            }
        }
        return text.toString();
    }

    private static String json(String secret, boolean asciiOnly) {
        StringBuilder text = new StringBuilder();
        for (char c : secret.toCharArray()) {
            switch (c) {
                case '"', '\\' -> text.append('\\').append(c);
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                case '\b' -> text.append("\\b");
                case '\f' -> text.append("\\f");
                default -> {
                    if (c < 0x20 || asciiOnly && c > 0x7e) {
                        text.append("\\u").append(HexFormat.of().withUpperCase().toHexDigits(c));
                    } else {
                        text.append(c);
                    }
                }
            }
        }
        return text.toString();
    }

    /**
     * The base64 characters that depend on the secret alone when {@code shift} bytes (modulo 3)
     * stand before it in the encoded text.
     */
    private static void base64(Set<Needle> forms, byte[] secret, int shift) {
        byte[] shifted = new byte[shift + secret.length];
        System.arraycopy(secret, 0, shifted, shift, secret.length);
        int firstBit = shift * 8;
        int endBit = shifted.length * 8;
        int from = (firstBit + 5) / 6;
        int to = endBit / 6;
        int before = firstBit % 6 == 0 ? 0 : 1;
        int after = endBit % 6 == 0 ? 0 : 1;
        for (Base64.Encoder encoder : Arrays.asList(Base64.getEncoder(), Base64.getUrlEncoder())) {
            String core = encoder.encodeToString(shifted).substring(from, to);
            if (core.length() >= SHORTEST) {
                forms.add(new Needle(core, before, after));
            }
        }
    }
}
