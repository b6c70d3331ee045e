package org.rsvpplatform.gateway;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.rsvpplatform.gateway.service.Follower;

/** Red when the loop that follows the services has stopped: then only a restart helps. */
@Liveness
@ApplicationScoped
public class FollowerAlive implements HealthCheck {
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(10);

    private final Follower follower;

    public FollowerAlive(Follower follower) {
        this.follower = follower;
    }

    @Override
    public HealthCheckResponse call() {
        Duration silence = follower.sinceHeartbeat();
        return HealthCheckResponse.named("follower")
                .status(silence.compareTo(LONGEST_SILENCE) < 0)
                .withData("millisSinceHeartbeat", silence.toMillis())
                .build();
    }
}
