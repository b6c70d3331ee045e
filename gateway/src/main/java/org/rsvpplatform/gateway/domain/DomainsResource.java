package org.rsvpplatform.gateway.domain;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.Set;
import org.rsvpplatform.gateway.service.Services;
import org.rsvpplatform.kit.serve.access.Roles;

/** The domains whose services this gateway knows. */
@Path("/api/v1/domains")
public class DomainsResource {
    private final Services services;

    /** Their names; each has its own paths below this one. */
    public record Domains(Set<String> domains) {}

    public DomainsResource(Services services) {
        this.services = services;
    }

    @GET
    @RolesAllowed(Roles.VIEWER)
    public Domains domains() {
        return new Domains(services.domains());
    }
}
