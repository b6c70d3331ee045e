package org.rsvpplatform.kit.serve.http;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.List;
import java.util.Map;
import org.rsvpplatform.kit.observe.cause.Catalogue;
import org.rsvpplatform.kit.observe.cause.Diagnosis;
import org.rsvpplatform.kit.serve.access.Roles;

/** An error text or log lines in, ranked diagnoses out; "unknown" is a good answer. */
@Path("/api/v1/diagnose")
public class DiagnoseResource {
    private static final int LONGEST = 1 << 20;

    private final Catalogue catalogue;

    public record Request(String text) {}

    /** Best first, at least one. */
    public record Answer(List<Diagnosis> diagnoses) {}

    public DiagnoseResource(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    @POST
    @RolesAllowed({Roles.VIEWER, Roles.PLATFORM})
    @RunOnVirtualThread
    public Answer diagnose(Request request) {
        if (request == null || request.text() == null || request.text().isBlank()) {
            throw Problems.invalid("text", "is missing", "send the error message or log lines");
        }
        if (request.text().length() > LONGEST) {
            throw Problems.invalid("text", "is too long", "send at most 1 MiB of it");
        }
        List<Diagnosis> diagnoses = catalogue.diagnose(request.text(), Map.of());
        return new Answer(diagnoses.isEmpty() ? List.of(Diagnosis.unknown(List.of())) : diagnoses);
    }
}
