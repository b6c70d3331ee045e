package org.rsvpplatform.kit.serve.http;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.rsvpplatform.kit.act.command.Commands;
import org.rsvpplatform.kit.observe.domain.DomainWatch;
import org.rsvpplatform.kit.observe.provider.Provider;
import org.rsvpplatform.kit.serve.access.Roles;

/** What this service is about. */
@Path("/api/v1/domain")
public class DomainResource {
    private final DomainWatch watch;
    private final Commands commands;
    private final String version;

    /**
     * @param groups the groups and their members, the head first
     * @param commands the names of all commands it offers
     */
    public record Answer(
            String name,
            String commandPrefix,
            String version,
            Map<String, List<String>> groups,
            List<Provider> providers,
            List<String> commands) {}

    public DomainResource(
            DomainWatch watch,
            Commands commands,
            @ConfigProperty(name = "quarkus.application.version") String version) {
        this.watch = watch;
        this.commands = commands;
        this.version = version;
    }

    @GET
    @RolesAllowed(Roles.VIEWER)
    public Answer domain() {
        Map<String, List<String>> groups = new TreeMap<>();
        for (Provider provider : watch.providers()) {
            groups.computeIfAbsent(provider.group(), _ -> new ArrayList<>()).add(provider.name());
        }
        return new Answer(
                watch.domain().name(),
                watch.domain().commandPrefix(),
                version,
                groups,
                watch.providers(),
                List.copyOf(commands.names()));
    }
}
