package org.rsvpplatform.kit.observe.config;

import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replaces {@code ${NAME}} and {@code ${NAME:default}} (or {@code ${NAME:-default}}) by the environment's
 * value. {@code $${} stands for a literal <code>${</code>. A variable that is set to nothing counts as not
 * set.
 */
final class Substitution {

    private static final Pattern REFERENCE =
            Pattern.compile("\\$\\$\\{|\\$\\{([A-Za-z_][A-Za-z0-9_]*)(?::-?([^}]*))?}|\\$\\{");

    private Substitution() {}

    static final class FailedException extends Exception {
        private static final long serialVersionUID = 1L;
        final String fix;

        FailedException(String problem, String fix) {
            super(problem, null, false, false);
            this.fix = fix;
        }
    }

    static boolean isReference(String raw) {
        Matcher matcher = REFERENCE.matcher(raw);
        return matcher.matches() && matcher.group(1) != null && matcher.group(2) == null;
    }

    static String apply(String raw, UnaryOperator<String> variable) throws FailedException {
        if (!raw.contains("${")) {
            return raw;
        }
        Matcher matcher = REFERENCE.matcher(raw);
        StringBuilder text = new StringBuilder();
        while (matcher.find()) {
            matcher.appendReplacement(text, Matcher.quoteReplacement(value(matcher, variable)));
        }
        return matcher.appendTail(text).toString();
    }

    private static String value(Matcher matcher, UnaryOperator<String> variable)
            throws FailedException {
        String name = matcher.group(1);
        if (name == null) {
            if (matcher.group().startsWith("$$")) {
                return "${";
            }
            throw new FailedException(
                    "has a ${ that does not name a variable",
                    "write ${NAME} with letters, digits and _, or $${ for the characters"
                            + " themselves");
        }
        String value = variable.apply(name);
        if (value == null) {
            value = matcher.group(2);
        }
        if (value == null) {
            throw new FailedException(
                    String.format(
                            Locale.ROOT,
                            "takes the environment variable %s, which is not set",
                            name),
                    String.format(Locale.ROOT, "set %s for this process", name));
        }
        return value;
    }
}
