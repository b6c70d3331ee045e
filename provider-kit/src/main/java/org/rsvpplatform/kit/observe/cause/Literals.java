package org.rsvpplatform.kit.observe.cause;

import java.util.ArrayList;
import java.util.List;

/**
 * Texts of which every match of an expression contains at least one: a cheap look for them settles
 * most searches. Where none can be named the list is empty, which says nothing.
 */
final class Literals {
    /** More alternatives than this are no cheaper to look for than the expression itself. */
    private static final int MOST = 16;

    private Literals() {}

    static List<String> of(String expression) {
        List<String> all = new ArrayList<>();
        for (String alternative : alternatives(expression)) {
            List<String> needed = ofSequence(alternative);
            if (needed.isEmpty()) {
                return List.of();
            }
            all.addAll(needed);
        }
        return all.size() <= MOST ? List.copyOf(all) : List.of();
    }

    /** The part of a sequence that is the most telling: one run of characters, or one group. */
    private static List<String> ofSequence(String sequence) {
        List<String> best = List.of();
        StringBuilder run = new StringBuilder();
        int i = 0;
        while (i < sequence.length()) {
            char c = sequence.charAt(i);
            int next = i + 1;
            List<String> group = List.of();
            boolean literal = false;
            if (c == '\\' && next < sequence.length()) {
                char escaped = sequence.charAt(next++);
                literal = !Character.isLetterOrDigit(escaped);
                c = escaped;
            } else if (c == '(') {
                int end = endOfGroup(sequence, i);
                group = ofGroup(sequence.substring(i + 1, end));
                next = end + 1;
            } else if (c == '[') {
                next = endOfClass(sequence, i) + 1;
            } else if (c == '{') {
                next = sequence.indexOf('}', i) + 1;
            } else {
                literal = " .+*?^$".indexOf(c) < 0;
            }
            boolean optional =
                    next < sequence.length() && "?*{".indexOf(sequence.charAt(next)) >= 0;
            if (literal && !optional) {
                run.append(c);
            } else {
                best = better(best, run);
                run.setLength(0);
                best = optional ? best : better(best, group);
            }
            i = next;
        }
        return better(best, run);
    }

    private static List<String> ofGroup(String inside) {
        if (inside.startsWith("?:")) {
            return of(inside.substring(2));
        }
        // What only looks around is not part of the match.
        return inside.startsWith("?") ? List.of() : of(inside);
    }

    private static List<String> better(List<String> best, StringBuilder run) {
        return run.isEmpty() ? best : better(best, List.of(run.toString()));
    }

    private static List<String> better(List<String> best, List<String> other) {
        return shortest(other) > shortest(best) ? other : best;
    }

    private static int shortest(List<String> texts) {
        return texts.stream().mapToInt(String::length).min().orElse(0);
    }

    private static List<String> alternatives(String expression) {
        List<String> parts = new ArrayList<>();
        int from = 0;
        int i = 0;
        while (i < expression.length()) {
            switch (expression.charAt(i)) {
                case '\\' -> i++;
                case '(' -> i = endOfGroup(expression, i);
                case '[' -> i = endOfClass(expression, i);
                case '|' -> {
                    parts.add(expression.substring(from, i));
                    from = i + 1;
                }
                default -> {}
            }
            i++;
        }
        parts.add(expression.substring(from));
        return parts;
    }

    private static int endOfGroup(String expression, int open) {
        int depth = 0;
        for (int i = open; i < expression.length(); i++) {
            switch (expression.charAt(i)) {
                case '\\' -> i++;
                case '[' -> i = endOfClass(expression, i);
                case '(' -> depth++;
                case ')' -> {
                    if (--depth == 0) {
                        return i;
                    }
                }
                default -> {}
            }
        }
        return expression.length() - 1;
    }

    private static int endOfClass(String expression, int open) {
        int i = open + 1;
        while (i < expression.length() - 1 && expression.charAt(i) != ']') {
            i += expression.charAt(i) == '\\' ? 2 : 1;
        }
        return Math.min(i, expression.length() - 1);
    }
}
