package org.rsvpplatform.kit.act.providers;

import java.util.List;
import java.util.function.Supplier;
import org.rsvpplatform.kit.act.command.Declaration;
import org.rsvpplatform.kit.act.command.Effect;
import org.rsvpplatform.kit.act.command.Parameter;
import org.rsvpplatform.kit.act.command.ReadCommand;
import org.rsvpplatform.kit.act.command.RequiredRole;
import org.rsvpplatform.kit.act.command.Verdict;
import org.rsvpplatform.kit.observe.config.Fault;
import org.rsvpplatform.kit.observe.domain.Configured;
import org.rsvpplatform.kit.observe.domain.DomainConfiguration;
import org.rsvpplatform.kit.observe.domain.DomainWatch;
import org.rsvpplatform.kit.observe.provider.Provider;

/** What is wrong with the configuration: every fault at once, with its line and its fix. */
public final class ValidateCommand
        implements ReadCommand<ValidateCommand.Parameters, ValidateCommand.Result> {
    private final DomainWatch watch;
    private final Supplier<DomainConfiguration> fresh;

    public record Parameters(
            @Parameter(value = "A provider, a group or a domain; all without it", position = 0)
                    String target,
            @Parameter("Validate every provider of every domain, as without a target") boolean all,
            @Parameter("Warnings are failures, too") boolean strict,
            @Parameter("Show also what is right") boolean verbose) {}

    /**
     * @param verdict bad with an error, or with a warning when strict
     * @param validated what was read and found good; only when verbose
     */
    public record Result(Verdict verdict, List<FaultRow> faults, List<Validated> validated) {}

    public record FaultRow(
            String domain,
            Fault.Severity severity,
            String file,
            int line,
            String path,
            String value,
            String problem,
            String fix) {}

    public record Validated(
            String provider, String domain, String kind, String group, String role) {}

    /**
     * @param fresh reads the file as it is now, which the watch may not have picked up yet
     */
    public ValidateCommand(DomainWatch watch, Supplier<DomainConfiguration> fresh) {
        this.watch = watch;
        this.fresh = fresh;
    }

    @Override
    public Declaration<Parameters, Result> declaration() {
        return new Declaration<>(
                "providers:validate",
                "Check the configuration and say how to mend it",
                Effect.READ,
                RequiredRole.VIEWER,
                "Configuration Validation",
                "./rsvp providers:validate postgresql --verbose",
                Parameters.class,
                Result.class);
    }

    @Override
    public Result read(Parameters parameters) {
        String target = parameters.all() ? null : parameters.target();
        DomainConfiguration configuration = fresh.get();
        List<FaultRow> faults = faults(configuration, target);
        List<Provider> read =
                configuration.providers().stream().<Provider>map(Configured::provider).toList();
        Target wanted = Target.of(target);
        // A provider that could not be read at all is still meant when a fault names it.
        List<Provider> providers =
                faults.isEmpty()
                        ? wanted.in(watch, read)
                        : wanted.among(read, watch.domain().name());
        return new Result(
                verdict(faults, parameters.strict()),
                faults,
                parameters.verbose()
                        ? providers.stream().map(this::validated).toList()
                        : List.of());
    }

    private static Verdict verdict(List<FaultRow> faults, boolean strict) {
        if (faults.stream().anyMatch(f -> f.severity() == Fault.Severity.ERROR)) {
            return Verdict.BAD;
        }
        return faults.isEmpty() ? Verdict.GOOD : strict ? Verdict.BAD : Verdict.WARNING;
    }

    private List<FaultRow> faults(DomainConfiguration configuration, String target) {
        String domain = watch.domain().name();
        return configuration.faults().stream()
                .filter(f -> target == null || target.equals(domain) || names(f.path(), target))
                .map(
                        f ->
                                new FaultRow(
                                        domain,
                                        f.severity(),
                                        f.file(),
                                        f.line(),
                                        f.path(),
                                        f.value(),
                                        f.problem(),
                                        f.fix()))
                .toList();
    }

    /** A provider that could not be read at all is still named by the path of its fault. */
    private static boolean names(String path, String target) {
        return List.of(path.split("\\.")).contains(target) || path.isEmpty();
    }

    private Validated validated(Provider p) {
        return new Validated(
                p.name(), watch.domain().name(), p.kind(), p.group(), p.role().label());
    }
}
