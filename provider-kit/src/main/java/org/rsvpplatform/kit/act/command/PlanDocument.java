package org.rsvpplatform.kit.act.command;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A plan as it is answered.
 *
 * @param parameters as they were given; secrets are left out
 * @param ceilings what who agrees to it agrees to lose at most, by unit; empty for nothing
 * @param unbounded true when nobody can say what may be lost: who agrees to it agrees to any loss
 * @param hash its name: a run that is begun with it does this, or is refused
 * @param expiresAt when nobody can agree to it any more
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PlanDocument(
        String command,
        Effect effect,
        JsonNode parameters,
        List<Plan.Step> steps,
        List<GuardReport> guards,
        Map<String, String> basis,
        Map<String, Long> ceilings,
        boolean unbounded,
        String hash,
        Instant expiresAt) {}
