package org.rsvpplatform.gateway.status;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.rsvpplatform.gateway.service.Followed;
import org.rsvpplatform.gateway.service.Follower;
import org.rsvpplatform.gateway.service.Services;
import org.rsvpplatform.kit.observe.provider.State;

/** Adds the domains up, from memory: it answers in milliseconds whatever the services do. */
@Singleton
public class PlatformStatus {
    private final Services services;
    private final Follower follower;
    private final ObjectMapper json;
    private final Clock clock;
    private State lastState = State.UNKNOWN;
    private Instant since;

    public PlatformStatus(Services services, Follower follower, ObjectMapper json, Clock clock) {
        this.services = services;
        this.follower = follower;
        this.json = json;
        this.clock = clock;
        this.since = clock.instant();
    }

    /** The platform's state as it stands. */
    public State state() {
        return State.worst(services.domains().stream().map(this::stateOf).toList());
    }

    private State stateOf(String domain) {
        JsonNode status = follower.of(domain).status();
        return status == null || follower.stale(domain)
                ? State.UNKNOWN
                : State.valueOf(status.get("state").asText());
    }

    /** The platform as it stands; {@code worst} names the domains that pull it down. */
    public ObjectNode now(boolean detailed) {
        Map<String, State> states = new TreeMap<>();
        ObjectNode domains = json.createObjectNode();
        for (String domain : services.domains()) {
            ObjectNode status = domain(domain, detailed);
            states.put(domain, State.valueOf(status.get("state").asText()));
            domains.set(domain, status);
        }
        State state = State.worst(states.values());
        ObjectNode platform = json.createObjectNode();
        platform.put("state", state.name());
        platform.put("since", since(state).toString());
        ArrayNode worst = platform.putArray("worst");
        if (state != State.UP) {
            states.forEach(
                    (domain, s) -> {
                        if (s == state) {
                            worst.add(domain);
                        }
                    });
        }
        platform.set("domains", domains);
        return platform;
    }

    /** One domain as its service answered it last, grown older by the time since then. */
    private ObjectNode domain(String domain, boolean detailed) {
        Followed last = follower.of(domain);
        boolean stale = follower.stale(domain);
        double age = follower.age(domain).toNanos() / 1e9;
        ObjectNode status =
                last.status() == null
                        ? json.createObjectNode()
                        : ((ObjectNode) last.status()).deepCopy();
        if (stale) {
            status.put("state", State.UNKNOWN.name());
            status.putArray("problems").add("the service is silent: " + last.problem());
            if (last.status() == null) {
                status.putObject("groups");
                status.putObject("providers");
            }
        }
        status.put("ageSeconds", round(age));
        for (JsonNode group : status.withObject("/groups")) {
            if (stale) {
                ((ObjectNode) group).put("state", State.UNKNOWN.name());
            }
        }
        for (JsonNode node : status.withObject("/providers")) {
            ObjectNode provider = (ObjectNode) node;
            if (provider.hasNonNull("ageSeconds")) {
                provider.put("ageSeconds", round(provider.get("ageSeconds").asDouble() + age));
            }
            if (stale) {
                provider.put("state", State.UNKNOWN.name());
                provider.remove("diagnosis");
            }
            if (!detailed) {
                provider.remove("checks");
            }
        }
        return status;
    }

    private static double round(double seconds) {
        return Math.round(seconds * 100) / 100.0;
    }

    private synchronized Instant since(State state) {
        if (state != lastState) {
            lastState = state;
            since = clock.instant();
        }
        return since;
    }
}
