package org.rsvpplatform.gateway.journal;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpMethod;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.rsvpplatform.gateway.service.Fan;
import org.rsvpplatform.gateway.service.Refusal;
import org.rsvpplatform.gateway.service.ServiceTokens;
import org.rsvpplatform.gateway.service.Services;
import org.rsvpplatform.kit.serve.access.Roles;
import org.rsvpplatform.kit.serve.http.Problems;

/** The journals and the runs of all services. */
@Path("/api/v1")
@RunOnVirtualThread
public class JournalResource {
    private static final Duration DEADLINE = Duration.ofSeconds(3);
    private static final int MOST = 1000;

    private final Services services;
    private final Fan fan;
    private final Records records;
    private final SecurityIdentity caller;

    public JournalResource(Services services, Fan fan, ObjectMapper json, SecurityIdentity caller) {
        this.services = services;
        this.fan = fan;
        this.records = new Records(json);
        this.caller = caller;
    }

    /**
     * Events of all services in the order of their times.
     *
     * @param after a cursor of an earlier answer: {@code auth:12,database:7}; a domain that it does
     *     not name is read from its beginning
     * @param limit at most so many of each service
     * @param latest so many of the newest ones of all services instead, whatever the cursor
     */
    @GET
    @Path("journal")
    @RolesAllowed(Roles.VIEWER)
    public Response journal(
            @QueryParam("after") @DefaultValue("") String after,
            @QueryParam("limit") @DefaultValue("100") int limit,
            @QueryParam("latest") Integer latest,
            @Context UriInfo uri)
            throws InterruptedException {
        Problems.demandRange("limit", limit, MOST);
        if (latest != null) {
            Problems.demandRange("latest", latest, MOST);
        }
        Map<String, Long> cursors = cursors(after);
        String filter =
                uri.getQueryParameters().entrySet().stream()
                        .filter(
                                e ->
                                        List.of("type", "provider", "text", "from", "to")
                                                .contains(e.getKey()))
                        .map(e -> "&" + e.getKey() + "=" + encode(e.getValue().getFirst()))
                        .collect(Collectors.joining());
        Fan.Answers answers =
                fan.askEach(
                        services.domains(),
                        HttpMethod.GET,
                        domain ->
                                latest == null
                                        ? "/api/v1/journal?after=%d&limit=%d%s"
                                                .formatted(
                                                        cursors.getOrDefault(domain, 0L),
                                                        limit,
                                                        filter)
                                        : "/api/v1/journal?latest=%d%s".formatted(latest, filter),
                        null,
                        bearer(),
                        DEADLINE);
        return Refusal.ofAnswered(answers).orElseGet(() -> page(answers, cursors, latest));
    }

    private Response page(Fan.Answers answers, Map<String, Long> cursors, Integer latest) {
        ObjectNode merged = records.merged(answers, "entries", "at", Comparator.naturalOrder());
        if (latest != null) {
            keepLast((ArrayNode) merged.path("entries"), latest);
        }
        answers.good().forEach((domain, page) -> cursors.put(domain, page.path("next").asLong()));
        merged.put(
                "next",
                cursors.entrySet().stream()
                        .map(e -> e.getKey() + ":" + e.getValue())
                        .collect(Collectors.joining(",")));
        return Response.ok(merged).build();
    }

    private static void keepLast(ArrayNode entries, int most) {
        while (entries.size() > most) {
            entries.remove(0);
        }
    }

    /** The latest runs of all services, newest first. */
    @GET
    @Path("runs")
    @RolesAllowed(Roles.VIEWER)
    public Response runs(@QueryParam("limit") @DefaultValue("50") int limit)
            throws InterruptedException {
        Problems.demandRange("limit", limit, MOST);
        Fan.Answers answers =
                fan.ask(
                        services.domains(),
                        HttpMethod.GET,
                        "/api/v1/runs?limit=" + limit,
                        null,
                        bearer(),
                        DEADLINE);
        return Refusal.ofAnswered(answers)
                .orElseGet(
                        () ->
                                Response.ok(
                                                records.merged(
                                                        answers,
                                                        "runs",
                                                        "startedAt",
                                                        Comparator.reverseOrder()))
                                        .build());
    }

    private static Map<String, Long> cursors(String after) {
        Map<String, Long> cursors = new TreeMap<>();
        for (String part : after.split(",")) {
            if (part.isBlank()) {
                continue;
            }
            int colon = part.indexOf(':');
            try {
                cursors.put(
                        part.substring(0, Math.max(0, colon)),
                        Long.parseLong(part.substring(colon + 1)));
            } catch (NumberFormatException e) {
                throw Problems.invalid(
                        "after", "is no cursor", "use \"next\" of an earlier answer");
            }
        }
        return cursors;
    }

    private static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    private ServiceTokens.Bearer bearer() {
        return ServiceTokens.Bearer.of(caller);
    }
}
