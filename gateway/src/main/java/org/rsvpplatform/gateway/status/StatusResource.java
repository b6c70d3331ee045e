package org.rsvpplatform.gateway.status;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import org.rsvpplatform.kit.serve.access.Roles;

/** How the platform is. */
@Path("/api/v1/status")
public class StatusResource {
    private final PlatformStatus status;

    public StatusResource(PlatformStatus status) {
        this.status = status;
    }

    /**
     * @param detailed with every check and its evidence
     */
    @GET
    @RolesAllowed(Roles.VIEWER)
    public JsonNode status(@QueryParam("detailed") @DefaultValue("false") boolean detailed) {
        return status.now(detailed);
    }
}
