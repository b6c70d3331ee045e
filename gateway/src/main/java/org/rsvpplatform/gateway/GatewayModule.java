package org.rsvpplatform.gateway;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.rsvpplatform.gateway.service.Follower;
import org.rsvpplatform.gateway.service.Services;
import org.rsvpplatform.gateway.settings.GatewaySettings;
import org.rsvpplatform.gateway.status.PlatformStatus;
import org.rsvpplatform.kit.observe.provider.State;
import org.rsvpplatform.kit.serve.access.Roles;
import org.rsvpplatform.kit.serve.access.TokenAuthentication;
import org.rsvpplatform.kit.serve.access.TokenFile;
import org.rsvpplatform.kit.serve.metrics.CleanMeters;
import org.rsvpplatform.kit.serve.metrics.RunningVersion;
import org.rsvpplatform.kit.time.Ticker;

/** How the gateway is put together. */
@ApplicationScoped
public class GatewayModule {
    @Produces
    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }

    @Produces
    @Singleton
    Ticker ticker() {
        return Ticker.system();
    }

    @Produces
    @Singleton
    MeterFilter cleanMeters() {
        return new CleanMeters();
    }

    /** People and the platform's programs; the gateway takes no token that it signed itself. */
    @Produces
    @Singleton
    HttpAuthenticationMechanism tokens(GatewaySettings settings, Ticker ticker) {
        return new TokenAuthentication(
                new TokenFile(settings.access().tokens(), ticker),
                Set.of(Roles.VIEWER, Roles.OPERATOR, Roles.ADMIN, Roles.PLATFORM));
    }

    void metrics(
            @Observes StartupEvent event,
            MeterRegistry registry,
            Services services,
            Follower follower,
            PlatformStatus status,
            @ConfigProperty(name = "quarkus.application.version") String version) {
        RunningVersion.register(registry, version);
        for (String domain : services.domains()) {
            Gauge.builder("rsvp.service.answer.age", () -> follower.age(domain).toNanos() / 1e9)
                    .description("Time since the domain's service answered the gateway last")
                    .baseUnit("seconds")
                    .tags("domain", domain)
                    .register(registry);
        }
        for (State state : State.values()) {
            Gauge.builder("rsvp.platform.state", () -> status.state() == state ? 1 : 0)
                    .description("1 for the state the platform is in, 0 for the others")
                    .tags("state", state.name())
                    .register(registry);
        }
    }
}
