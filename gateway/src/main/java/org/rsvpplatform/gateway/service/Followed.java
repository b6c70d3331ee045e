package org.rsvpplatform.gateway.service;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import org.rsvpplatform.kit.observe.provider.State;

/**
 * What the gateway knows of a service.
 *
 * @param status its last good answer; null before the first
 * @param answeredAt when that came, on the monotonic ticker
 * @param problem why the last look failed; null when it did not
 */
public record Followed(JsonNode status, long answeredAt, String problem) {
    /** True for what the contract calls a domain's status: a state, groups and providers. */
    static boolean isStatus(JsonNode body) {
        return body.isObject()
                && Arrays.stream(State.values())
                        .anyMatch(state -> state.name().equals(body.path("state").asText()))
                && holdsObjects(body.path("groups"))
                && holdsObjects(body.path("providers"));
    }

    private static boolean holdsObjects(JsonNode node) {
        return node.isObject() && node.valueStream().allMatch(JsonNode::isObject);
    }
}
