package org.rsvpplatform.kit.serve.http;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.ArrayList;
import java.util.List;
import org.rsvpplatform.kit.act.failover.Explainer;
import org.rsvpplatform.kit.act.failover.Explanation;
import org.rsvpplatform.kit.act.failover.Successions;
import org.rsvpplatform.kit.serve.access.Roles;

/** Why groups would or would not change their active providers right now. */
@Path("/api/v1/failover/explain")
@RolesAllowed(Roles.VIEWER)
@RunOnVirtualThread
public class FailoverResource {
    private final Successions successions;
    private final Explainer explainer;

    /** One for each group that can fail over. */
    public record Explanations(List<Explanation> groups) {}

    public FailoverResource(Successions successions, Explainer explainer) {
        this.successions = successions;
        this.explainer = explainer;
    }

    @GET
    public Explanations explain() throws InterruptedException {
        List<Explanation> explanations = new ArrayList<>();
        for (String group : successions.groups()) {
            explanations.add(explainer.explain(group));
        }
        return new Explanations(explanations);
    }

    @GET
    @Path("{group}")
    public Explanation explain(@PathParam("group") String group) throws InterruptedException {
        if (!successions.groups().contains(group)) {
            throw Problems.notFound(
                    "no group named \"%s\" can fail over".formatted(group),
                    "GET /api/v1/failover/explain lists them");
        }
        return explainer.explain(group);
    }
}
