package org.rsvpplatform.kit.observe.health;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.rsvpplatform.kit.observe.cause.Diagnosis;
import org.rsvpplatform.kit.observe.probe.CheckResult;
import org.rsvpplatform.kit.observe.provider.Layer;
import org.rsvpplatform.kit.observe.provider.Role;
import org.rsvpplatform.kit.observe.provider.State;
import org.rsvpplatform.kit.time.Millis;

/**
 * How a domain is, as its service answers it.
 *
 * @param since when the domain came into this state
 * @param problems what is wrong with the service itself (a bad configuration, a full store); else
 *     absent
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DomainStatus(
        State state,
        Instant since,
        Map<String, GroupStatus> groups,
        Map<String, ProviderStatus> providers,
        List<String> problems) {

    /**
     * @param active the name of the group's active provider
     * @param epoch grows by one with every change of the active provider
     */
    public record GroupStatus(State state, String active, long epoch) {}

    /**
     * @param measuredAt when the last probe began; absent before the first
     * @param ageSeconds time since that probe ended, on a monotonic clock
     * @param reason why it is in this state, as a sentence
     * @param maintenanceUntil until then it is watched and never acted on; absent when it is not in
     *     maintenance
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ProviderStatus(
            String kind,
            String group,
            Role role,
            State state,
            Instant since,
            Instant measuredAt,
            Double ageSeconds,
            String reason,
            List<CheckStatus> checks,
            Diagnosis diagnosis,
            Instant maintenanceUntil) {

        /** The same without the single checks, for an answer that is not detailed. */
        ProviderStatus brief() {
            return with(null, maintenanceUntil);
        }

        /** The same in maintenance. */
        ProviderStatus maintainedUntil(Instant end) {
            return with(checks, end);
        }

        private ProviderStatus with(List<CheckStatus> others, Instant end) {
            return new ProviderStatus(
                    kind,
                    group,
                    role,
                    state,
                    since,
                    measuredAt,
                    ageSeconds,
                    reason,
                    others,
                    diagnosis,
                    end);
        }
    }

    /**
     * @param outcome passed, degraded, failed, timed-out or skipped
     */
    public record CheckStatus(Layer layer, String outcome, double durationMs, String evidence) {
        static CheckStatus of(CheckResult result) {
            return new CheckStatus(
                    result.layer(),
                    result.outcome().label(),
                    Millis.of(result.took()),
                    result.outcome().evidence());
        }
    }
}
