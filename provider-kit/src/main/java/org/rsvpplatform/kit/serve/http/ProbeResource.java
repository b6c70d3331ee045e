package org.rsvpplatform.kit.serve.http;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.rsvpplatform.kit.act.providers.Examination;
import org.rsvpplatform.kit.observe.domain.DomainWatch;
import org.rsvpplatform.kit.observe.provider.Layer;
import org.rsvpplatform.kit.observe.provider.Provider;
import org.rsvpplatform.kit.serve.access.Roles;

/** Probes now: each answer is of a probe that began after the request. */
@Path("/api/v1/probe")
public class ProbeResource {
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final DomainWatch watch;

    /**
     * @param providers names; all of the domain when absent
     * @param layers labels such as {@code connect}; all when absent
     * @param deadline ISO 8601, such as {@code PT1.5S}; at most 30 s; the provider's own when
     *     absent
     * @param debug whether to answer what was sent and received
     */
    public record Request(
            List<String> providers, List<String> layers, Duration deadline, boolean debug) {}

    /** One answer a provider, in the order they were named. */
    public record Answer(List<Examination.Answer> providers) {}

    public ProbeResource(DomainWatch watch) {
        this.watch = watch;
    }

    @POST
    @RolesAllowed(Roles.OPERATOR)
    @RunOnVirtualThread
    public Answer probe(Request request) throws InterruptedException {
        Request asked = request == null ? new Request(null, null, null, false) : request;
        return new Answer(
                new Examination(watch)
                        .of(providers(asked), layers(asked), deadline(asked), asked.debug()));
    }

    private List<Provider> providers(Request asked) {
        if (asked.providers() == null || asked.providers().isEmpty()) {
            return watch.providers();
        }
        List<Provider> all = watch.providers();
        return asked.providers().stream().distinct().map(name -> find(all, name)).toList();
    }

    private static Provider find(List<Provider> all, String name) {
        return all.stream()
                .filter(p -> p.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                Problems.invalid(
                                        "providers",
                                        "\"%s\" names no provider".formatted(name),
                                        "use one of "
                                                + all.stream()
                                                        .map(Provider::name)
                                                        .collect(Collectors.joining(", "))));
    }

    private static Set<Layer> layers(Request asked) {
        return asked.layers() == null
                ? Set.of()
                : asked.layers().stream().map(ProbeResource::layer).collect(Collectors.toSet());
    }

    private static Layer layer(String word) {
        return Arrays.stream(Layer.values())
                .filter(layer -> layer.label().equalsIgnoreCase(word))
                .findFirst()
                .orElseThrow(
                        () ->
                                Problems.invalid(
                                        "layers",
                                        "\"%s\" is no layer".formatted(word),
                                        "use one of "
                                                + Arrays.stream(Layer.values())
                                                        .map(Layer::label)
                                                        .collect(Collectors.joining(", "))));
    }

    private static Optional<Duration> deadline(Request asked) {
        Duration deadline = asked.deadline();
        if (deadline != null
                && (deadline.isNegative()
                        || deadline.isZero()
                        || deadline.compareTo(LONGEST) > 0)) {
            throw Problems.invalid(
                    "deadline", "is out of range", "write a duration up to PT30S, such as PT1.5S");
        }
        return Optional.ofNullable(deadline);
    }
}
