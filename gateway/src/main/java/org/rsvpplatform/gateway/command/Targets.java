package org.rsvpplatform.gateway.command;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import org.rsvpplatform.gateway.service.Follower;

/** Which of the services that offer a command are meant by its {@code target} parameter. */
@Singleton
public class Targets {
    private final Follower follower;

    public Targets(Follower follower) {
        this.follower = follower;
    }

    /** Those that know the target; all when there is none, or when nobody knows it. */
    List<String> of(JsonNode command, JsonNode call) {
        List<String> offering = new ArrayList<>();
        command.get("domains").forEach(domain -> offering.add(domain.asText()));
        String target = call == null ? "" : call.path("parameters").path("target").asText("");
        if (target.isEmpty()) {
            return offering;
        }
        List<String> meant = offering.stream().filter(domain -> knows(domain, target)).toList();
        return meant.isEmpty() ? offering : meant;
    }

    private boolean knows(String domain, String target) {
        JsonNode status = follower.of(domain).status();
        return domain.equals(target)
                || status != null
                        && (status.path("providers").has(target)
                                || status.path("groups").has(target));
    }
}
