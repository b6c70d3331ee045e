package org.rsvpplatform.kit.serve.http;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import org.rsvpplatform.kit.observe.domain.DomainWatch;
import org.rsvpplatform.kit.observe.health.DomainStatus;
import org.rsvpplatform.kit.serve.access.Roles;

/** How the domain is, from memory. */
@Path("/api/v1/status")
public class StatusResource {
    private final DomainWatch watch;
    private final OwnProblems problems;

    public StatusResource(DomainWatch watch, OwnProblems problems) {
        this.watch = watch;
        this.problems = problems;
    }

    /**
     * @param detailed with every check and its evidence
     */
    @GET
    @RolesAllowed(Roles.VIEWER)
    public DomainStatus status(@QueryParam("detailed") @DefaultValue("false") boolean detailed) {
        return watch.status(detailed, problems.now());
    }
}
