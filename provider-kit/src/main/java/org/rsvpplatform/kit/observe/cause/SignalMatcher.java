package org.rsvpplatform.kit.observe.cause;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.rsvpplatform.kit.observe.provider.Layer;

/**
 * One line of a cause's {@code signals}: a kind, values of which one must be equal, and what else
 * must hold.
 *
 * <pre>
 * sqlstate 28000 conclusive /no pg_hba.conf entry/
 * errno ECONNREFUSED layer=connect
 * reply 534+5.7.9
 * mysql 1040 1203 ER_CON_COUNT_ERROR
 * </pre>
 *
 * A value may end in {@code *}. {@code conclusive}: this already excludes the neighbours; {@code
 * weak}: others fit better; {@code score=n} says it exactly.
 *
 * @param kind {@code sqlstate}, {@code errno}, {@code reply}, {@code timeout}, {@code certificate},
 *     {@code fact}, or the system of an error code
 */
record SignalMatcher(
        String kind,
        List<String> values,
        Set<Layer> layers,
        Phrase message,
        int score,
        boolean conclusive) {
    private static final Pattern BLANKS = Pattern.compile("\\s+");
    private static final int CONCLUSIVE = 96;
    private static final int PLAIN = 76;
    private static final int WITH_MESSAGE = 84;
    private static final int CLASS = 55;
    private static final int WEAK = 42;

    /**
     * Reads one line.
     *
     * @throws IllegalArgumentException when it is not of the form above
     */
    static SignalMatcher parse(String line) {
        String head = line;
        Phrase message = null;
        int slash = line.indexOf(" /");
        if (slash > 0 && line.endsWith("/") && line.length() > slash + 3) {
            head = line.substring(0, slash);
            message = new Phrase(line.substring(slash + 2, line.length() - 1));
        }
        String[] words = BLANKS.split(head.strip());
        List<String> values = new ArrayList<>();
        Set<Layer> layers = EnumSet.noneOf(Layer.class);
        int score = -1;
        boolean conclusive = false;
        for (int i = 1; i < words.length; i++) {
            String word = words[i];
            if (word.equals("conclusive")) {
                conclusive = true;
            } else if (word.equals("weak")) {
                score = WEAK;
            } else if (word.startsWith("score=")) {
                score = Integer.parseInt(word.substring("score=".length()));
            } else if (word.startsWith("layer=")) {
                for (String layer : word.substring("layer=".length()).split(",")) {
                    layers.add(Layer.of(layer));
                }
            } else {
                values.add(word.toLowerCase(Locale.ROOT));
            }
        }
        if (values.isEmpty()) {
            throw new IllegalArgumentException(
                    "a signal needs a kind and a value: '%s'".formatted(line));
        }
        if (score < 0) {
            boolean isClass = values.stream().allMatch(value -> value.endsWith("*"));
            score =
                    conclusive
                            ? CONCLUSIVE
                            : message != null ? WITH_MESSAGE : isClass ? CLASS : PLAIN;
        }
        return new SignalMatcher(
                words[0].toLowerCase(Locale.ROOT),
                List.copyOf(values),
                layers,
                message,
                score,
                conclusive);
    }

    /** Whether the signal, seen by a check of this layer, is meant. */
    boolean matches(Signal signal, Layer layer) {
        if (!layers.isEmpty() && (layer == null || !layers.contains(layer))) {
            return false;
        }
        return switch (signal) {
            case Signal.SqlState s -> is("sqlstate", s.state()) && says(s.message());
            case Signal.Errno e -> is("errno", e.name()) && says(e.message());
            case Signal.Reply r -> kind.equals("reply") && replies(r) && says(r.text());
            case Signal.ErrorCode c -> is(c.system(), c.code()) && says(c.message());
            case Signal.Timeout t -> is("timeout", t.layer().label());
            case Signal.Certificate c -> is("certificate", c.problem()) && says(c.detail());
            case Signal.Fact f -> is("fact", f.name()) && says(f.detail());
            case Signal.Text t -> false;
        };
    }

    private boolean is(String signalKind, String value) {
        return kind.equalsIgnoreCase(signalKind)
                && value != null
                && values.stream().anyMatch(wanted -> fits(wanted, value));
    }

    private boolean replies(Signal.Reply reply) {
        String code = Integer.toString(reply.code());
        String enhanced = reply.enhanced() == null ? "" : reply.enhanced();
        for (String value : values) {
            int plus = value.indexOf('+');
            boolean meant =
                    plus > 0
                            ? fits(value.substring(0, plus), code)
                                    && fits(value.substring(plus + 1), enhanced)
                            : fits(value, value.indexOf('.') > 0 ? enhanced : code);
            if (meant) {
                return true;
            }
        }
        return false;
    }

    private boolean says(String text) {
        return message == null || text != null && message.find(Wording.of(text)) != null;
    }

    private static boolean fits(String wanted, String value) {
        if (wanted.endsWith("*")) {
            int length = wanted.length() - 1;
            return value.regionMatches(true, 0, wanted, 0, length);
        }
        return wanted.equalsIgnoreCase(value);
    }
}
