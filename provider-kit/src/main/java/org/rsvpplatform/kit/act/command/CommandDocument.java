package org.rsvpplatform.kit.act.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * A declaration as it is answered and documented.
 *
 * @param followable whether {@code GET …/{name}/events} answers, again and again
 * @param domains the domains whose services offer it
 * @param parameters JSON Schema; {@code x-positional} is the place on the command line, {@code
 *     writeOnly} a secret
 * @param result JSON Schema
 */
public record CommandDocument(
        String name,
        String summary,
        Effect effect,
        boolean followable,
        RequiredRole role,
        String guide,
        List<String> domains,
        JsonNode parameters,
        JsonNode result,
        String example) {}
