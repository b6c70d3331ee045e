package org.rsvpplatform.cli.command;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.rsvpplatform.cli.catalogue.CatalogueCommand;
import org.rsvpplatform.cli.catalogue.Parameter;
import org.rsvpplatform.cli.gateway.GatewayClient;
import org.rsvpplatform.cli.invocation.Invocation;
import org.rsvpplatform.cli.json.Json;
import org.rsvpplatform.cli.live.LiveTable;
import org.rsvpplatform.cli.output.SessionSort;
import org.rsvpplatform.cli.suite.KnownGateway;

/** Follows the answer of a command on the screen. */
final class LiveRun {
    /** A look comes every 2 s; when none has come for so long, the gateway is gone. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final String LIMIT = "limit";

    /** Sorting and counting are done here: it takes more rows than a screen has. */
    private static final String ROWS = "1000";

    private final Invocation invocation;
    private final Clock clock;
    private final CatalogueCommand command;

    LiveRun(Invocation invocation, Clock clock, CatalogueCommand command) {
        this.invocation = invocation;
        this.clock = clock;
        this.command = command;
    }

    void run(Json parameters) {
        String path = "/api/v1/commands/%s/events?%s".formatted(command.name(), query(parameters));
        // Asked for anew each time: a suite that was started again listens elsewhere.
        new LiveTable(invocation.terminal().style(), clock)
                .follow(
                        target(parameters),
                        SessionSort.named(parameters.text("sort")),
                        () ->
                                new GatewayClient(KnownGateway.of(invocation), PATIENCE)
                                        .events(path));
    }

    private String query(Json parameters) {
        Stream<String> given =
                parameters.fields().entrySet().stream()
                        .flatMap(e -> pairs(e.getKey(), e.getValue()));
        boolean unlimited =
                !parameters.get(LIMIT).isPresent()
                        && command.parameters().stream().anyMatch(p -> p.name().equals(LIMIT));
        return Stream.concat(given, unlimited ? Stream.of(pair(LIMIT, ROWS)) : Stream.empty())
                .collect(Collectors.joining("&"));
    }

    private static Stream<String> pairs(String name, Json value) {
        List<Json> values = value.isScalar() ? List.of(value) : value.items();
        return values.stream().map(one -> pair(name, one.text()));
    }

    private static String pair(String name, String value) {
        return name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    private String target(Json parameters) {
        return command.parameters().stream()
                .filter(Parameter::isPositional)
                .map(p -> parameters.text(p.name()))
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElse(command.name());
    }
}
