package org.rsvpplatform.gateway.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.vertx.core.http.HttpMethod;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.rsvpplatform.gateway.service.Fan;
import org.rsvpplatform.gateway.service.Follower;
import org.rsvpplatform.gateway.service.ServiceTokens;
import org.rsvpplatform.gateway.service.Services;
import org.rsvpplatform.kit.serve.http.Problems;
import org.rsvpplatform.kit.time.Ticker;

/** The commands that the services offer, kept for a while since they change only with a release. */
@Singleton
public class Catalogue {
    static final String UNTOLD = "it has not told yet which commands it offers";

    private static final Duration KEPT = Duration.ofSeconds(60);
    private static final Duration DEADLINE = Duration.ofSeconds(3);

    private final Services services;
    private final Fan fan;
    private final Follower follower;
    private final Ticker ticker;
    private final Map<String, Offered> offered = new ConcurrentHashMap<>();

    private record Offered(ArrayNode commands, long at) {}

    public Catalogue(Services services, Fan fan, Follower follower, Ticker ticker) {
        this.services = services;
        this.fan = fan;
        this.follower = follower;
        this.ticker = ticker;
    }

    /** Every command with the domains that offer it, by name. */
    public Map<String, ObjectNode> commands() throws InterruptedException {
        refresh();
        Map<String, ObjectNode> merged = new TreeMap<>();
        for (String domain : services.domains()) {
            Offered of = offered.get(domain);
            if (of != null) {
                for (JsonNode command : of.commands()) {
                    ObjectNode entry =
                            merged.computeIfAbsent(
                                    command.get("name").asText(),
                                    _ -> {
                                        ObjectNode first = command.deepCopy();
                                        first.putArray("domains");
                                        return first;
                                    });
                    ((ArrayNode) entry.get("domains")).add(domain);
                }
            }
        }
        return merged;
    }

    /**
     * A command with the domains that offer it.
     *
     * @throws HttpProblem nobody offers it, as far as is known
     */
    ObjectNode find(String name) throws InterruptedException {
        ObjectNode command = commands().get(name);
        if (command == null) {
            List<String> untold = untold();
            throw untold.isEmpty()
                    ? Problems.notFound(
                            "no service offers a command named \"%s\"".formatted(name),
                            "GET /api/v1/commands lists those that are offered")
                    : Problems.unreachable(
                            String.join(", ", untold),
                            "%s, and no other service offers a command named \"%s\""
                                    .formatted(UNTOLD, name));
        }
        return command;
    }

    /** The domains that never told what they offer: any shared command may be theirs too. */
    List<String> untold() {
        return services.domains().stream().filter(domain -> !offered.containsKey(domain)).toList();
    }

    /** How many domains told what they offer. */
    int told() {
        return offered.size();
    }

    private void refresh() throws InterruptedException {
        List<String> outdated = new ArrayList<>();
        for (String domain : services.domains()) {
            Offered of = offered.get(domain);
            boolean due = of == null || ticker.nanos() - of.at() > KEPT.toNanos();
            if (due && follower.silence(domain).isEmpty()) {
                outdated.add(domain);
            }
        }
        if (outdated.isEmpty()) {
            return;
        }
        fan.ask(outdated, HttpMethod.GET, "/api/v1/commands", null, ServiceTokens.GATEWAY, DEADLINE)
                .good()
                .forEach(
                        (domain, body) -> {
                            if (body.get("commands") instanceof ArrayNode commands) {
                                offered.put(domain, new Offered(commands, ticker.nanos()));
                            }
                        });
    }
}
