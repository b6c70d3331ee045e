package org.rsvpplatform.kit.act.providers;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.rsvpplatform.kit.act.command.Declaration;
import org.rsvpplatform.kit.act.command.Effect;
import org.rsvpplatform.kit.act.command.Parameter;
import org.rsvpplatform.kit.act.command.ReadCommand;
import org.rsvpplatform.kit.act.command.RequiredRole;
import org.rsvpplatform.kit.act.command.Verdict;
import org.rsvpplatform.kit.observe.cause.Diagnosis;
import org.rsvpplatform.kit.observe.domain.DomainWatch;
import org.rsvpplatform.kit.observe.health.DomainStatus;
import org.rsvpplatform.kit.observe.provider.Provider;
import org.rsvpplatform.kit.observe.provider.Role;
import org.rsvpplatform.kit.observe.provider.State;

/** How the providers are, from memory: what is down, since when, why, and what to do. */
public final class HealthCommand
        implements ReadCommand<HealthCommand.Parameters, HealthCommand.Result> {
    private final DomainWatch watch;
    private final Supplier<List<String>> problems;

    public record Parameters(
            @Parameter(value = "A domain, a group or a provider; all without it", position = 0)
                    String target,
            @Parameter("Show every check with its evidence") boolean detailed) {}

    public record Result(
            Verdict verdict,
            State state,
            List<DomainHealth> domains,
            List<ProviderHealth> providers) {}

    public record DomainHealth(String domain, State state, Instant since, List<String> problems) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ProviderHealth(
            String provider,
            String domain,
            String kind,
            String group,
            Role role,
            State state,
            Instant since,
            Double ageSeconds,
            String reason,
            List<DomainStatus.CheckStatus> checks,
            Diagnosis diagnosis,
            Instant maintenanceUntil) {}

    /**
     * @param problems what is wrong with the service itself
     */
    public HealthCommand(DomainWatch watch, Supplier<List<String>> problems) {
        this.watch = watch;
        this.problems = problems;
    }

    @Override
    public Declaration<Parameters, Result> declaration() {
        return new Declaration<>(
                "providers:health",
                "Show how the providers are, why, and what helps",
                Effect.READ,
                RequiredRole.VIEWER,
                "Provider Health Check",
                "./rsvp providers:health database --detailed",
                Parameters.class,
                Result.class);
    }

    @Override
    public Result read(Parameters parameters) {
        List<Provider> wanted = Target.of(parameters.target()).in(watch);
        DomainStatus status = watch.status(parameters.detailed(), problems.get());
        List<ProviderHealth> providers =
                wanted.stream()
                        .map(p -> row(p, status.providers().get(p.name()), parameters.detailed()))
                        .filter(row -> row != null)
                        .toList();
        boolean whole = wanted.size() == status.providers().size();
        State state =
                whole
                        ? status.state()
                        : State.worst(providers.stream().map(ProviderHealth::state).toList());
        return new Result(
                Verdict.of(state),
                state,
                whole
                        ? List.of(
                                new DomainHealth(
                                        watch.domain().name(),
                                        status.state(),
                                        status.since(),
                                        status.problems()))
                        : List.of(),
                providers);
    }

    private ProviderHealth row(
            Provider provider, DomainStatus.ProviderStatus status, boolean detailed) {
        return status == null
                ? null
                : new ProviderHealth(
                        provider.name(),
                        watch.domain().name(),
                        detailed ? status.kind() : null,
                        detailed ? status.group() : null,
                        status.role(),
                        status.state(),
                        status.since(),
                        status.ageSeconds(),
                        status.state() == State.UP ? null : status.reason(),
                        status.checks(),
                        status.diagnosis(),
                        status.maintenanceUntil());
    }
}
