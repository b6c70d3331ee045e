package org.rsvpplatform.kit.serve.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.rsvpplatform.kit.act.command.InvalidParameters.FieldError;
import org.rsvpplatform.kit.journal.Event;
import org.rsvpplatform.kit.journal.Journal;
import org.rsvpplatform.kit.observe.cause.Catalogue;
import org.rsvpplatform.kit.observe.cause.Diagnosis;
import org.rsvpplatform.kit.observe.cause.Signal;
import org.rsvpplatform.kit.observe.domain.DomainWatch;
import org.rsvpplatform.kit.observe.pool.PoolFigures;
import org.rsvpplatform.kit.observe.pool.ReportedPools;
import org.rsvpplatform.kit.observe.provider.Layer;
import org.rsvpplatform.kit.observe.provider.Provider;
import org.rsvpplatform.kit.serve.access.Roles;

/**
 * What the platform's own programs saw: errors, login attempts, uploads, and the figures of their
 * connection pools. Each is journalled, figures only when a pool gets empty; an error text, or an
 * empty pool, is diagnosed by the same catalogue as a probe's.
 */
@Path("/api/v1/observations")
public class ObservationsResource {
    private static final int MOST = 500;
    private static final int LONGEST_TEXT = 16_000;
    private static final String POOL = "pool";
    private static final int LARGEST_POOL = 100_000;
    private static final int MOST_WAITING = 1_000_000;
    private static final Pattern KIND = Pattern.compile("[a-z][a-z-]{0,40}");
    private static final Pattern NAME = Pattern.compile("\\P{Cntrl}{1,64}");

    private final DomainWatch watch;
    private final Catalogue catalogue;
    private final Journal journal;
    private final ReportedPools pools;
    private final Clock clock;

    /** A batch of at most 500. */
    public record Batch(List<Observation> observations) {}

    /**
     * @param kind what it is, in lower-case words, such as {@code error} or {@code login-attempt}
     * @param provider the provider it is about
     * @param at when it was seen; now when absent
     * @param text the error message or log line; absent when there is none
     * @param pool of kind {@code pool}: its figures, reported at least once in two minutes
     */
    public record Observation(
            String kind, String provider, Instant at, String text, PoolFigures pool) {}

    /** What was taken in, and what the texts mean. */
    public record Accepted(int accepted, List<Meaning> diagnoses) {}

    /**
     * @param index of the observation in the batch
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Meaning(int index, Diagnosis diagnosis) {}

    public ObservationsResource(
            DomainWatch watch,
            Catalogue catalogue,
            Journal journal,
            ReportedPools pools,
            Clock clock) {
        this.watch = watch;
        this.catalogue = catalogue;
        this.journal = journal;
        this.pools = pools;
        this.clock = clock;
    }

    @POST
    @RolesAllowed(Roles.PLATFORM)
    @RunOnVirtualThread
    public Response report(Batch batch) {
        List<Observation> observations = checked(batch);
        List<Meaning> meanings = new ArrayList<>();
        for (int i = 0; i < observations.size(); i++) {
            Observation observation = observations.get(i);
            Diagnosis diagnosis = diagnosis(observation);
            if (diagnosis != null) {
                meanings.add(new Meaning(i, diagnosis));
            }
            if (observation.pool() == null
                    || pools.report(observation.provider(), observation.pool())) {
                journal.append(event(observation, diagnosis));
            }
        }
        return Response.accepted(new Accepted(observations.size(), meanings)).build();
    }

    private List<Observation> checked(Batch batch) {
        List<Observation> observations = batch == null ? null : batch.observations();
        if (observations == null || observations.isEmpty()) {
            throw Problems.invalid("observations", "is missing", "send a list of at least one");
        }
        if (observations.size() > MOST) {
            throw Problems.invalid("observations", "are too many", "send at most " + MOST);
        }
        List<String> known = watch.providers().stream().map(Provider::name).toList();
        List<FieldError> errors = new ArrayList<>();
        for (int i = 0; i < observations.size(); i++) {
            check("observations[" + i + "]", observations.get(i), known, errors);
        }
        if (!errors.isEmpty()) {
            throw Problems.invalid(errors);
        }
        return observations;
    }

    private static void check(
            String path, Observation observation, List<String> known, List<FieldError> errors) {
        if (observation == null) {
            errors.add(new FieldError(path, "is null", "leave it out"));
            return;
        }
        if (observation.kind() == null || !KIND.matcher(observation.kind()).matches()) {
            errors.add(
                    new FieldError(
                            path + ".kind",
                            "is no kind",
                            "write words such as \"error\" or \"login-attempt\""));
        }
        if (!known.contains(observation.provider())) {
            errors.add(
                    new FieldError(
                            path + ".provider",
                            "names no provider",
                            "use one of " + String.join(", ", known)));
        }
        if (observation.text() != null && observation.text().length() > LONGEST_TEXT) {
            errors.add(
                    new FieldError(
                            path + ".text", "is too long", "send at most 16,000 characters"));
        }
        if (POOL.equals(observation.kind()) != (observation.pool() != null)) {
            errors.add(
                    new FieldError(
                            path + ".pool",
                            observation.pool() == null ? "is missing" : "is of no use here",
                            "send it with the kind \"pool\", and with no other"));
        } else if (observation.pool() != null) {
            check(path + ".pool", observation.pool(), errors);
        }
    }

    private static void check(String path, PoolFigures pool, List<FieldError> errors) {
        if (pool.application() == null || !NAME.matcher(pool.application()).matches()) {
            errors.add(
                    new FieldError(
                            path + ".application",
                            "is no name",
                            "send what the server knows the program by, in 64 characters"));
        }
        if (pool.instance() != null && !NAME.matcher(pool.instance()).matches()) {
            errors.add(
                    new FieldError(
                            path + ".instance",
                            "is no name",
                            "send at most 64 characters, or leave it out"));
        }
        if (pool.size() < 1 || pool.size() > LARGEST_POOL) {
            errors.add(
                    new FieldError(
                            path + ".size", "is " + pool.size(), "send from 1 to " + LARGEST_POOL));
        }
        if (pool.used() < 0 || pool.used() > LARGEST_POOL) {
            errors.add(
                    new FieldError(
                            path + ".used", "is " + pool.used(), "send from 0 to " + LARGEST_POOL));
        }
        if (pool.waiting() < 0 || pool.waiting() > MOST_WAITING) {
            errors.add(
                    new FieldError(
                            path + ".waiting",
                            "is " + pool.waiting(),
                            "send from 0 to " + MOST_WAITING));
        }
    }

    private Diagnosis diagnosis(Observation observation) {
        if (observation.pool() != null && observation.pool().isEmpty()) {
            Diagnosis empty =
                    catalogue.diagnosis(
                            List.of(new Signal.Fact("pool-empty", observation.pool().described())),
                            Layer.OPERATION,
                            facts(observation.provider()));
            return empty.known() ? empty : null;
        }
        return observation.text() == null
                ? null
                : catalogue.diagnose(observation.text(), facts(observation.provider())).stream()
                        .findFirst()
                        .orElse(null);
    }

    /** What remedies are filled in with, just as those of a probe. */
    private Map<String, String> facts(String name) {
        Map<String, String> facts = new HashMap<>();
        facts.put("domain", watch.domain().name());
        facts.put("provider", name);
        watch.providers().stream()
                .filter(provider -> provider.name().equals(name))
                .findFirst()
                .flatMap(provider -> watch.backend(name).map(b -> b.factsOf(provider)))
                .ifPresent(facts::putAll);
        return facts;
    }

    private Event event(Observation observation, Diagnosis diagnosis) {
        Map<String, String> details = new LinkedHashMap<>();
        details.put("kind", observation.kind());
        if (diagnosis != null) {
            details.put("cause", diagnosis.cause());
        }
        return new Event(
                observation.at() == null ? clock.instant() : observation.at(),
                "observation",
                observation.provider(),
                null,
                said(observation),
                details);
    }

    private static String said(Observation observation) {
        if (observation.pool() != null) {
            return observation.pool().described();
        }
        return observation.text() == null ? observation.kind() : observation.text();
    }
}
