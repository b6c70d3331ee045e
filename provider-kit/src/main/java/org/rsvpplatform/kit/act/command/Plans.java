package org.rsvpplatform.kit.act.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The plans that somebody may still agree to. */
final class Plans {
    private static final Duration KEPT = Duration.ofMinutes(15);
    private static final int MOST = 500;

    private final Clock clock;
    private final Map<String, Kept> kept = new LinkedHashMap<>();

    private record Kept(Plan plan, Instant expiresAt) {}

    Plans(Clock clock) {
        this.clock = clock;
    }

    /** Keeps a plan for a while, and shows it. */
    synchronized PlanDocument keep(Command<?, ?> command, JsonNode parameters, Plan plan) {
        String hash = hash(command, parameters, plan);
        Instant expiresAt = clock.instant().plus(KEPT);
        kept.remove(hash);
        kept.put(hash, new Kept(plan, expiresAt));
        if (kept.size() > MOST) {
            kept.remove(kept.keySet().iterator().next());
        }
        return new PlanDocument(
                command.declaration().name(),
                command.declaration().effect(),
                parameters,
                plan.steps(),
                plan.guards(),
                plan.basis(),
                plan.ceilings(),
                plan.unbounded(),
                hash,
                expiresAt);
    }

    /**
     * What a run may do.
     *
     * @param live the plan as it is now
     * @param hash of the plan that somebody agreed to; null when nobody did
     * @throws PlanNeeded when nobody agreed to this, and it may lose something
     */
    RunDocument.Agreement agreement(
            Command<?, ?> command, JsonNode parameters, Plan live, String hash) {
        // Looked for first: the plan as it is now may have the same name, and is kept anew.
        Optional<Plan> given = hash == null ? Optional.empty() : agreed(hash, command, parameters);
        PlanDocument now = keep(command, parameters, live);
        List<String> uncovered = given.map(plan -> plan.uncovered(live)).orElse(List.of());
        if (given.isPresent() && uncovered.isEmpty()) {
            Plan agreed = given.get();
            return new RunDocument.Agreement(
                    hash, true, agreed.basis(), agreed.ceilings(), agreed.unbounded());
        }
        if (hash == null && command.declaration().effect() != Effect.DESTROY) {
            return new RunDocument.Agreement(
                    now.hash(), false, now.basis(), now.ceilings(), now.unbounded());
        }
        throw new PlanNeeded(why(hash, uncovered), now);
    }

    private static String why(String hash, List<String> uncovered) {
        if (hash == null) {
            return "it may lose something, and nobody agreed to that yet";
        }
        return uncovered.isEmpty()
                ? "there is no plan %s of this call; one is kept for %d minutes"
                        .formatted(hash, KEPT.toMinutes())
                : "what plan %s rests on has changed: %s"
                        .formatted(hash, String.join("; ", uncovered));
    }

    /** The plan that somebody agreed to; empty when it is unknown or too old. */
    private synchronized Optional<Plan> agreed(
            String hash, Command<?, ?> command, JsonNode parameters) {
        return Optional.ofNullable(kept.get(hash))
                .filter(k -> clock.instant().isBefore(k.expiresAt()))
                .map(Kept::plan)
                // A plan of another call has another name; this one was given with the wrong call.
                .filter(plan -> hash(command, parameters, plan).equals(hash));
    }

    private static String hash(Command<?, ?> command, JsonNode parameters, Plan plan) {
        return plan.hash(command.declaration().name() + " " + parameters);
    }
}
