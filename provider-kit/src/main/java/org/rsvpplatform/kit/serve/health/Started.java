package org.rsvpplatform.kit.serve.health;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.health.Startup;
import org.rsvpplatform.kit.observe.domain.DomainWatch;

/** Green once the configuration was read, good or bad: the service then answers what it knows. */
@Startup
@Readiness
@ApplicationScoped
public class Started implements HealthCheck {
    private final DomainWatch watch;

    public Started(DomainWatch watch) {
        this.watch = watch;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("configuration-read")
                .status(watch.configured())
                .withData("providers", watch.providers().size())
                .build();
    }
}
