package org.rsvpplatform.kit.observe.cause;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A remedy with placeholders: {@code {host}}, or {@code {pgCtl:pg_ctl}} with a value to use when
 * the fact is not known. A placeholder without fact and default is written {@code <host>}.
 *
 * @param when facts that must hold: a value, several with {@code |} between them, {@code present}
 *     or {@code absent}. A fact that is not known contradicts no value, so a text that does not
 *     tell PostgreSQL from MySQL gets the remedies of both
 * @param first a fact with which it comes before all others; null for none
 */
public record RemedyTemplate(
        String text,
        List<String> lines,
        String language,
        Map<String, String> when,
        String first,
        CommandCall command) {
    public RemedyTemplate {
        lines = List.copyOf(lines);
        when = Map.copyOf(when);
    }

    /** Whether this remedy fits these facts. */
    public boolean fits(Map<String, String> facts) {
        return when.entrySet().stream()
                .allMatch(condition -> holds(condition.getValue(), facts.get(condition.getKey())));
    }

    /** Whether it comes before those that this is not said of. */
    boolean isFirst(Map<String, String> facts) {
        return first != null && holds("present", facts.get(first));
    }

    /** The remedy with the values of these facts, quoted as the lines' language needs it. */
    public Remedy fill(Map<String, String> facts) {
        Placeholders prose = new Placeholders("text", facts);
        Placeholders code = new Placeholders(language == null ? "text" : language, facts);
        return new Remedy(
                prose.fill(text),
                lines.stream().map(code::fill).toList(),
                command == null ? null : call(prose),
                lines.isEmpty() ? null : language);
    }

    private CommandCall call(Placeholders prose) {
        Map<String, Object> parameters = new LinkedHashMap<>();
        command.parameters()
                .forEach(
                        (name, value) -> {
                            String filled = prose.fill(value.toString());
                            // A parameter we cannot name is left to the operator.
                            if (!filled.startsWith("<")) {
                                parameters.put(name, filled);
                            }
                        });
        return new CommandCall(command.name(), parameters);
    }

    private static boolean holds(String wanted, String value) {
        return switch (wanted) {
            case "present" -> value != null && !value.isBlank();
            case "absent" -> value == null || value.isBlank();
            default -> value == null || List.of(wanted.split("\\|")).contains(value);
        };
    }
}
