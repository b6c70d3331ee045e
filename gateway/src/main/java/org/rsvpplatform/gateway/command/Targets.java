package org.rsvpplatform.gateway.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.rsvpplatform.gateway.service.Fan;
import org.rsvpplatform.gateway.service.Follower;
import org.rsvpplatform.gateway.service.Services;
import org.rsvpplatform.kit.serve.http.Problems;

/**
 * Which services are meant by the parameter of a command that stands first on the command line,
 * such as {@code target} or {@code provider}.
 */
@Singleton
public class Targets {
    private final Follower follower;
    private final Catalogue catalogue;

    /**
     * @param asked the domains that offer the command and are meant
     * @param untold those that are meant too if they offer it, which they never told
     */
    record Meant(List<String> asked, List<String> untold) {}

    public Targets(Follower follower, Catalogue catalogue) {
        this.follower = follower;
        this.catalogue = catalogue;
    }

    /** Those that know the target; all when there is none, or when nobody knows it. */
    Meant of(JsonNode command, JsonNode call) {
        List<String> offering = new ArrayList<>();
        command.get("domains").forEach(domain -> offering.add(domain.asText()));
        List<String> untold = shared(offering) ? catalogue.untold() : List.of();
        String target =
                parameter(command)
                        .filter(_ -> call != null)
                        .map(name -> call.path("parameters").path(name).asText(""))
                        .orElse("");
        Meant meant = new Meant(knowing(offering, target), knowing(untold, target));
        return target.isEmpty() || meant.asked().isEmpty() && meant.untold().isEmpty()
                ? new Meant(offering, untold)
                : meant;
    }

    /**
     * More than one domain offers it, or only one told what it offers, which leaves open whose the
     * command is.
     */
    private boolean shared(List<String> offering) {
        return offering.size() > 1 || catalogue.told() == 1;
    }

    /** True when a service refused only since it does not know the target. */
    static boolean isUnknownTarget(JsonNode command, Services.Answer answer) {
        String first = answer.body().path("errors").path(0).path("field").asText();
        return answer.status() == 400 && parameter(command).filter(first::equals).isPresent();
    }

    /**
     * Says of a target that nobody knows what could be meant instead, over all domains. A service
     * that is silent and never told its providers may be the one that knows it.
     */
    Optional<HttpProblem> unknownEverywhere(JsonNode command, Fan.Answers answers) {
        boolean nobody =
                !answers.answers().isEmpty()
                        && answers.answers().values().stream()
                                .allMatch(answer -> isUnknownTarget(command, answer))
                        && answers.unreachable().stream()
                                .allMatch(silent -> follower.of(silent.domain()).status() != null);
        if (!nobody) {
            return Optional.empty();
        }
        Set<String> known = new TreeSet<>();
        for (JsonNode domain : command.get("domains")) {
            known.add(domain.asText());
            JsonNode status = follower.of(domain.asText()).status();
            if (status != null) {
                status.path("providers").fieldNames().forEachRemaining(known::add);
            }
        }
        JsonNode error = answers.answers().values().iterator().next().body().path("errors").path(0);
        return Optional.of(
                Problems.invalid(
                        error.path("field").asText(),
                        error.path("problem").asText(),
                        "use one of " + String.join(", ", known)));
    }

    private static Optional<String> parameter(JsonNode command) {
        return command.at("/parameters/properties")
                .propertyStream()
                .filter(property -> property.getValue().path("x-positional").asInt(-1) == 0)
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private List<String> knowing(List<String> domains, String target) {
        return domains.stream().filter(domain -> knows(domain, target)).toList();
    }

    private boolean knows(String domain, String target) {
        JsonNode status = follower.of(domain).status();
        return domain.equals(target)
                || status != null
                        && (status.path("providers").has(target)
                                || status.path("groups").has(target));
    }
}
