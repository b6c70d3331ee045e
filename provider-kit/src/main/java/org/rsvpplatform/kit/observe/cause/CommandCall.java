package org.rsvpplatform.kit.observe.cause;

import java.util.Map;

/** A command of ours that helps, with its parameters. */
public record CommandCall(String name, Map<String, Object> parameters) {
    public CommandCall {
        parameters = parameters == null ? Map.of() : Map.copyOf(parameters);
    }
}
