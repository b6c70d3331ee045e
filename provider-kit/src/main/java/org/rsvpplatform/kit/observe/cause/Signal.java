package org.rsvpplatform.kit.observe.cause;

import java.time.Duration;
import java.util.Map;
import org.rsvpplatform.kit.observe.provider.Layer;

/** What a check saw, typed. What it means is the catalogue's business. */
public sealed interface Signal {

    /** A sentence for the operator: what was seen. */
    String evidence();

    /** An error of a SQL server. Source: ISO 9075 SQLSTATE, PostgreSQL's appendix A. */
    record SqlState(String state, String message) implements Signal {
        @Override
        public String evidence() {
            return "the server answered SQLSTATE %s%s".formatted(state, said(message));
        }
    }

    /** An error of the operating system by its symbol, such as {@code ECONNREFUSED}. */
    record Errno(String name, String message) implements Signal {
        @Override
        public String evidence() {
            return "the operating system answered %s%s".formatted(name, said(message));
        }
    }

    /**
     * A reply of an SMTP server. Source: RFC 5321, enhanced codes of RFC 3463.
     *
     * @param enhanced the enhanced status code such as {@code 5.7.8}, empty or null when none came
     */
    record Reply(int code, String enhanced, String text) implements Signal {
        @Override
        public String evidence() {
            String status = enhanced == null || enhanced.isBlank() ? "" : " " + enhanced;
            return "the mail server answered %d%s%s".formatted(code, status, said(text));
        }
    }

    /**
     * An error code of a named system.
     *
     * @param system whose codes these are: {@code s3}, {@code oauth}, {@code http}, {@code mysql}
     */
    record ErrorCode(String system, String code, String message) implements Signal {
        @Override
        public String evidence() {
            return "%s answered %s%s".formatted(system, code, said(message));
        }
    }

    /** No answer in time, at the layer that had been reached. */
    record Timeout(Layer layer, Duration after) implements Signal {
        @Override
        public String evidence() {
            return "no answer at layer %s within %d ms".formatted(layer.label(), after.toMillis());
        }
    }

    /**
     * A certificate that does not do.
     *
     * @param problem {@code expired}, {@code not-yet-valid}, {@code untrusted}, {@code
     *     self-signed}, {@code name-mismatch}, {@code revoked}, …
     */
    record Certificate(String problem, String detail) implements Signal {
        @Override
        public String evidence() {
            return "the certificate is not accepted (%s)%s".formatted(problem, said(detail));
        }
    }

    /**
     * A condition that a check established itself, such as {@code standby-lagging}.
     *
     * @param values what the remedies' placeholders take, such as the {@code pid} of the culprit;
     *     never a secret
     */
    record Fact(String name, String detail, Map<String, String> values) implements Signal {
        public Fact {
            values = Map.copyOf(values);
        }

        /** A condition that names nobody. */
        public Fact(String name, String detail) {
            this(name, detail, Map.of());
        }

        @Override
        public String evidence() {
            return detail == null || detail.isBlank() ? name.replace('-', ' ') : detail;
        }
    }

    /** A text without a code. */
    record Text(String text) implements Signal {
        @Override
        public String evidence() {
            return Evidence.quote(text);
        }
    }

    private static String said(String message) {
        return message == null || message.isBlank() ? "" : ": " + Evidence.shorten(message);
    }
}
