package org.rsvpplatform.gateway.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.rsvpplatform.gateway.service.Fan;
import org.rsvpplatform.kit.act.command.Verdict;
import org.rsvpplatform.kit.observe.provider.State;

/**
 * The results of one command at several services as one: lists follow each other, with what several
 * told alike once, the worst state and the worst verdict win, and of everything else the first
 * stays.
 */
final class Merge {
    private final ObjectMapper json;

    Merge(ObjectMapper json) {
        this.json = json;
    }

    ObjectNode of(Collection<JsonNode> results, List<Fan.Unreachable> unreachable) {
        ObjectNode merged = json.createObjectNode();
        for (JsonNode result : results) {
            for (Map.Entry<String, JsonNode> field : result.properties()) {
                merge(merged, field.getKey(), field.getValue());
            }
        }
        Fan.Unreachable.tell(unreachable, merged, json);
        if (!unreachable.isEmpty()) {
            merged.put("verdict", Verdict.BAD.label());
            unreachable.forEach(silent -> unknown(merged, silent));
        }
        return merged;
    }

    /** Of a domain whose service is silent nothing is known: that is no reason to call all well. */
    private static void unknown(ObjectNode merged, Fan.Unreachable silent) {
        if (merged.hasNonNull("state")) {
            merge(merged, "state", TextNode.valueOf(State.UNKNOWN.name()));
        }
        if (merged.get("domains") instanceof ArrayNode domains) {
            domains.addObject()
                    .put("domain", silent.domain())
                    .put("state", State.UNKNOWN.name())
                    .putArray("problems")
                    .add(silent.problem());
        }
    }

    private static void merge(ObjectNode merged, String field, JsonNode value) {
        JsonNode earlier = merged.get(field);
        if (earlier == null || earlier.isNull()) {
            merged.set(field, value.deepCopy());
        } else if (earlier instanceof ArrayNode list && value instanceof ArrayNode more) {
            Set<JsonNode> told = new HashSet<>();
            list.forEach(told::add);
            more.forEach(
                    item -> {
                        if (told.add(item)) {
                            list.add(item);
                        }
                    });
        } else if (field.equals("verdict")) {
            merged.put(field, verdict(earlier).worse(verdict(value)).label());
        } else if (field.equals("state")) {
            merged.put(
                    field,
                    State.valueOf(earlier.asText()).worse(State.valueOf(value.asText())).name());
        }
    }

    private static Verdict verdict(JsonNode word) {
        return Verdict.valueOf(word.asText().toUpperCase(Locale.ROOT));
    }
}
