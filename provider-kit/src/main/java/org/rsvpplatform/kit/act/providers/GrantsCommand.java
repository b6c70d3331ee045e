package org.rsvpplatform.kit.act.providers;

import java.util.List;
import org.rsvpplatform.kit.act.command.Declaration;
import org.rsvpplatform.kit.act.command.Effect;
import org.rsvpplatform.kit.act.command.Parameter;
import org.rsvpplatform.kit.act.command.ReadCommand;
import org.rsvpplatform.kit.act.command.RequiredRole;
import org.rsvpplatform.kit.observe.domain.DomainWatch;
import org.rsvpplatform.kit.observe.probe.Backend;
import org.rsvpplatform.kit.observe.provider.Provider;

/** Prints the lines that give our users just what watching needs. Runs nothing. */
public final class GrantsCommand
        implements ReadCommand<GrantsCommand.Parameters, GrantsCommand.Result> {
    private final DomainWatch watch;

    public record Parameters(
            @Parameter(value = "The provider", position = 0, required = true) String target) {}

    /**
     * @param grants of the providers that have something to grant
     * @param note the providers that have nothing to grant, in a sentence; null when all have
     */
    public record Result(List<Grants> grants, String note) {}

    /** Lines to paste at the provider, as its administrator. */
    public record Grants(String provider, List<String> lines) {}

    public GrantsCommand(DomainWatch watch) {
        this.watch = watch;
    }

    @Override
    public Declaration<Parameters, Result> declaration() {
        return new Declaration<>(
                "providers:grants",
                "Print the least privileges that watching a provider needs",
                Effect.READ,
                RequiredRole.VIEWER,
                "Check User Permissions",
                "./rsvp providers:grants postgresql",
                Parameters.class,
                Result.class);
    }

    @Override
    public Result read(Parameters parameters) {
        List<Grants> all =
                Target.of(parameters.target()).in(watch).stream()
                        .map(Provider::name)
                        .map(name -> new Grants(name, lines(name)))
                        .toList();
        List<String> without =
                all.stream().filter(g -> g.lines().isEmpty()).map(Grants::provider).toList();
        return new Result(
                all.stream().filter(g -> !g.lines().isEmpty()).toList(),
                without.isEmpty()
                        ? null
                        : "nothing is to be granted for watching " + String.join(", ", without));
    }

    private List<String> lines(String provider) {
        return watch.backend(provider).map(Backend::grants).orElse(List.of());
    }
}
