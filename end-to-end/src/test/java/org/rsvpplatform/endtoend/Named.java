package org.rsvpplatform.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The causes that the tests of this run brought from real servers, and how sure the suite was. */
final class Named {
    /** The surest confidence of each cause; by the kind of server, {@code PostgreSQL} first. */
    private static final Map<String, Map<Boolean, String>> CAUSES = new TreeMap<>();

    private Named() {}

    static synchronized void add(boolean mysql, JsonNode diagnosis) {
        String confidence = diagnosis.path("confidence").asText();
        CAUSES.computeIfAbsent(diagnosis.path("cause").asText(), _ -> new TreeMap<>())
                .merge(mysql, confidence, (known, now) -> known.equals("confirmed") ? known : now);
    }

    static synchronized String all() {
        return "by MariaDB or MySQL (true) or PostgreSQL: " + CAUSES;
    }

    /** The causes that were confirmed at a server of either kind. */
    static synchronized Set<String> confirmed() {
        Set<String> confirmed = new TreeSet<>();
        CAUSES.forEach(
                (cause, confidences) -> {
                    if (confidences.containsValue("confirmed")) {
                        confirmed.add(cause);
                    }
                });
        return confirmed;
    }

    /** What is known of the cause at the kind of server; a dash when no test brought it. */
    static synchronized String at(String cause, boolean mysql) {
        return CAUSES.getOrDefault(cause, Map.of()).getOrDefault(mysql, "–");
    }
}
