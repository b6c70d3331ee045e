package org.rsvpplatform.cli.command;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rsvpplatform.cli.catalogue.Catalogue;
import org.rsvpplatform.cli.catalogue.CatalogueCommand;
import org.rsvpplatform.cli.catalogue.Spelling;
import org.rsvpplatform.cli.gateway.Endpoint;
import org.rsvpplatform.cli.gateway.GatewayClient;
import org.rsvpplatform.cli.gateway.Refusal;
import org.rsvpplatform.cli.invocation.ExitCode;
import org.rsvpplatform.cli.invocation.Failure;
import org.rsvpplatform.cli.invocation.Invocation;
import org.rsvpplatform.cli.suite.KnownGateway;

/**
 * Finds a command by its name: in the packaged catalogue, then in the gateway's; else says what was
 * probably meant.
 */
public final class CommandSearch {
    private static final List<String> LOCAL =
            List.of("up", "down", "ps", "env", "break", "heal", "test", "bench");

    private final Invocation invocation;

    public CommandSearch(Invocation invocation) {
        this.invocation = invocation;
    }

    public CatalogueCommand find(String name) {
        Catalogue packaged = Catalogue.packaged();
        return packaged.find(name).orElseGet(() -> ofGateway(name, packaged));
    }

    private CatalogueCommand ofGateway(String name, Catalogue packaged) {
        Optional<Catalogue> offered = offered();
        return offered.flatMap(catalogue -> catalogue.find(name))
                .orElseThrow(() -> unknown(name, offered.orElse(packaged)));
    }

    private Optional<Catalogue> offered() {
        try {
            Endpoint endpoint = KnownGateway.of(invocation);
            GatewayClient gateway = new GatewayClient(endpoint, Duration.ofSeconds(5));
            return Optional.of(Catalogue.of(gateway.get("/api/v1/commands").body()));
        } catch (Failure | Refusal e) {
            // Nobody to ask; what was packaged has to do.
            return Optional.empty();
        }
    }

    private static Failure unknown(String name, Catalogue catalogue) {
        Map<String, String> guide = Catalogue.ofGuide();
        if (guide.containsKey(name)) {
            return new Failure(
                    ExitCode.USAGE,
                    "%s is a command of the troubleshooting guide (\"%s\") that no service offers yet"
                            .formatted(name, guide.get(name)),
                    "what is offered: ./rsvp --help");
        }
        List<String> candidates = new ArrayList<>(LOCAL);
        candidates.addAll(catalogue.names());
        List<String> nearest = Spelling.nearest(name, candidates);
        return new Failure(
                ExitCode.USAGE,
                "there is no command " + name,
                nearest.isEmpty()
                        ? "all commands: ./rsvp --help"
                        : "did you mean: ./rsvp " + String.join("  or  ./rsvp ", nearest));
    }
}
