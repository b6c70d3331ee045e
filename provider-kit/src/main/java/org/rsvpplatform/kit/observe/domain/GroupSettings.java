package org.rsvpplatform.kit.observe.domain;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rsvpplatform.kit.observe.config.Section;
import org.rsvpplatform.kit.redaction.Secret;

/**
 * What the configuration says of a group as a whole: when and how its active provider may change.
 *
 * @param auto whether a failover begins by itself when all guards hold
 * @param requireHook whether nothing is promoted without a fencing hook
 * @param antiFlap no second failover within this time
 * @param maxLoss what a failover without an operator's agreement may lose, by unit: {@code bytes}
 *     of a log that the standby has not got, {@code transactions}
 * @param fence which of its kind's own fences keeps an active provider from taking writes; {@code
 *     best} for the one that covers most
 * @param fencing does that from outside
 * @param promoting makes a standby take writes that can't be told to by its own protocol, such as a
 *     managed database
 * @param observers addresses of others who look at the active provider, each with {@code
 *     {provider}} where its name goes; none of them may reach it when it is taken for gone
 * @param rejoining makes a former active provider follow the present one, and keeps its data aside
 */
public record GroupSettings(
        boolean auto,
        boolean requireHook,
        Duration antiFlap,
        Map<String, Long> maxLoss,
        String fence,
        Optional<Hook> fencing,
        Optional<Hook> promoting,
        Optional<Hook> rejoining,
        List<String> observers) {

    /** A group of which the configuration says nothing. */
    public static final GroupSettings USUAL =
            new GroupSettings(
                    false,
                    false,
                    Duration.ofHours(1),
                    Map.of(),
                    "best",
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    List.of());

    /** Where the name of the provider goes in an observer's address. */
    public static final String PROVIDER = "{provider}";

    private static final Duration TO_FENCE = Duration.ofSeconds(5);

    /** A managed database takes a minute or two. */
    private static final Duration TO_PROMOTE = Duration.ofMinutes(2);

    /** A copy of all data may take long. */
    private static final Duration TO_REJOIN = Duration.ofHours(1);

    /**
     * A program or an address of the operator's, called with what is to be done.
     *
     * @param command a program and its arguments, without a shell; empty when there is a URL
     * @param environment what the program sees beside its call's own variables
     * @param token sent as a bearer token
     */
    public record Hook(
            List<String> command,
            Map<String, String> environment,
            Optional<URI> url,
            Optional<Secret> token,
            Duration timeout) {}

    /** Reads the section of one group. */
    static GroupSettings of(Section group) {
        Section failover = group.nested("failover");
        return new GroupSettings(
                failover.flag("auto").orElse(USUAL.auto()),
                failover.flag("requireHook").orElse(USUAL.requireHook()),
                failover.duration("antiFlap").orElse(USUAL.antiFlap()),
                maxLoss(failover.nested("maxLoss")),
                failover.text("fence").orElse(USUAL.fence()),
                hook(failover, "hook", TO_FENCE),
                hook(failover, "promote", TO_PROMOTE),
                hook(failover, "rejoin", TO_REJOIN),
                observers(failover));
    }

    private static Map<String, Long> maxLoss(Section section) {
        Map<String, Long> most = new LinkedHashMap<>();
        for (String unit : List.of("bytes", "transactions")) {
            most.put(unit, section.number(unit).between(0L, Long.MAX_VALUE).orElse(0L));
        }
        return most;
    }

    private static List<String> observers(Section failover) {
        List<String> observers = failover.texts("observers");
        for (String observer : observers) {
            if (!isAddress(observer)) {
                failover.fault(
                        "observers",
                        "\"%s\" is no address with {provider} in its path".formatted(observer),
                        "such as http://other-site:8081/api/v1/providers/{provider}/up");
            }
        }
        return List.copyOf(observers);
    }

    private static boolean isAddress(String observer) {
        try {
            URI uri = new URI(observer.replace(PROVIDER, "x"));
            return List.of("http", "https").contains(uri.getScheme())
                    && uri.getHost() != null
                    && uri.getUserInfo() == null
                    && observer.contains(PROVIDER)
                    && !uri.getHost().equals("x");
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static Optional<Hook> hook(Section failover, String name, Duration usual) {
        return failover.section(name).map(section -> hook(failover, name, section, usual));
    }

    private static Hook hook(Section failover, String name, Section section, Duration usual) {
        Map<String, String> environment = new LinkedHashMap<>();
        Section variables = section.nested("environment").leaveOthers();
        variables
                .keys()
                .forEach(
                        variable ->
                                variables
                                        .hiddenText(variable)
                                        .optional()
                                        .ifPresent(value -> environment.put(variable, value)));
        Hook hook =
                new Hook(
                        section.hiddenTexts("command"),
                        Map.copyOf(environment),
                        section.url("url").optional(),
                        section.secret("token").optional(),
                        section.duration("timeout").orElse(usual));
        if (hook.command().isEmpty() == hook.url().isEmpty()) {
            failover.fault(
                    name,
                    hook.url().isEmpty() ? "has neither command nor url" : "has command and url",
                    "write one of them");
        }
        return hook;
    }
}
