package org.rsvpplatform.kit.serve.health;

import io.smallrye.health.api.HealthGroup;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.rsvpplatform.kit.observe.domain.DomainWatch;
import org.rsvpplatform.kit.observe.health.DomainStatus;

/** The watched providers, at /q/health/group/provider, for those who want that. */
@HealthGroup("provider")
@ApplicationScoped
public class ProvidersHealth implements HealthCheck {
    private final DomainWatch watch;

    public ProvidersHealth(DomainWatch watch) {
        this.watch = watch;
    }

    @Override
    public HealthCheckResponse call() {
        DomainStatus status = watch.status(false, List.of());
        HealthCheckResponseBuilder answer =
                HealthCheckResponse.named(watch.domain().name()).status(status.state().works());
        status.providers().forEach((name, p) -> answer.withData(name, p.state().name()));
        return answer.build();
    }
}
