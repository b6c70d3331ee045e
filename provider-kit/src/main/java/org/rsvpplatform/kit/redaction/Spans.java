package org.rsvpplatform.kit.redaction;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The places of one text that have to be hidden; overlapping and touching ones become one. */
final class Spans {

    private record Span(int start, int end) {}

    private final List<Span> spans = new ArrayList<>(0);

    void add(int start, int end) {
        if (start < end) {
            spans.add(new Span(start, end));
        }
    }

    /** The text with a mask in each place; the very same object when there is nothing to hide. */
    String hideIn(String text) {
        if (spans.isEmpty()) {
            return text;
        }
        spans.sort(Comparator.comparingInt(Span::start));
        StringBuilder clean = new StringBuilder(text.length());
        int copied = 0;
        int hidden = -1;
        for (Span span : spans) {
            if (span.start() > hidden) {
                clean.append(text, copied, span.start()).append(Secret.MASK);
            }
            hidden = Math.max(hidden, span.end());
            copied = hidden;
        }
        return clean.append(text, copied, text.length()).toString();
    }
}
