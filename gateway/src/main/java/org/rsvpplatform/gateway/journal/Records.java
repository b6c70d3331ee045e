package org.rsvpplatform.gateway.journal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.rsvpplatform.gateway.service.Fan;

/** Lists of several services as one, each record with its domain, sorted by time. */
final class Records {
    private final ObjectMapper json;

    Records(ObjectMapper json) {
        this.json = json;
    }

    /**
     * @param list the field that holds the list in each answer, and will in this one
     * @param time the field of a record that holds its time
     */
    ObjectNode merged(Fan.Answers given, String list, String time, Comparator<String> order) {
        Fan.Answers answers = given.withErrorsTold(_ -> false);
        List<ObjectNode> records = new ArrayList<>();
        for (Map.Entry<String, JsonNode> answer : answers.good().entrySet()) {
            for (JsonNode record : answer.getValue().path(list)) {
                ObjectNode named = json.createObjectNode().put("domain", answer.getKey());
                named.setAll((ObjectNode) record);
                records.add(named);
            }
        }
        records.sort(Comparator.comparing(record -> record.path(time).asText(), order));
        ObjectNode merged = json.createObjectNode();
        ArrayNode all = merged.putArray(list);
        records.forEach(all::add);
        Fan.Unreachable.tell(answers.unreachable(), merged, json);
        return merged;
    }
}
