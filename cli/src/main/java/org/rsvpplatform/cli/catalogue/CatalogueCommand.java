package org.rsvpplatform.cli.catalogue;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.rsvpplatform.cli.json.Json;

/**
 * A command as the gateway's catalogue describes it.
 *
 * @param followable whether its answer is a stream of events, too
 */
public record CatalogueCommand(
        String name,
        String summary,
        String description,
        String effect,
        boolean followable,
        String role,
        String guide,
        List<String> domains,
        List<Parameter> parameters,
        String example) {

    static CatalogueCommand read(Json command) {
        Json schema = command.get("parameters");
        Set<String> required =
                schema.get("required").items().stream().map(Json::text).collect(Collectors.toSet());
        return new CatalogueCommand(
                command.text("name"),
                command.text("summary"),
                command.text("description"),
                command.text("effect"),
                command.get("followable").isTrue(),
                command.text("role"),
                command.text("guide"),
                command.get("domains").items().stream().map(Json::text).toList(),
                schema.get("properties").fields().entrySet().stream()
                        .map(
                                p ->
                                        Parameter.read(
                                                p.getKey(),
                                                p.getValue(),
                                                required.contains(p.getKey())))
                        .toList(),
                command.text("example"));
    }

    /** True when it is not begun without somebody who agrees to its plan. */
    public boolean mayLose() {
        return effect.equals("destroy");
    }

    /** What stands before the colon: the group under which help lists the command. */
    public String prefix() {
        int colon = name.indexOf(':');
        return colon < 0 ? "" : name.substring(0, colon);
    }
}
