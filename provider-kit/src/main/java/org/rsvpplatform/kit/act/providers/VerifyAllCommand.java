package org.rsvpplatform.kit.act.providers;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.rsvpplatform.kit.act.command.Declaration;
import org.rsvpplatform.kit.act.command.Effect;
import org.rsvpplatform.kit.act.command.Parameter;
import org.rsvpplatform.kit.act.command.ReadCommand;
import org.rsvpplatform.kit.act.command.RequiredRole;
import org.rsvpplatform.kit.act.command.Verdict;
import org.rsvpplatform.kit.observe.domain.DomainWatch;

/**
 * The last look of a recovery: the configuration is good and every provider answers every check
 * now.
 */
public final class VerifyAllCommand
        implements ReadCommand<VerifyAllCommand.Parameters, VerifyAllCommand.Result> {
    private final DomainWatch watch;
    private final ValidateCommand validate;

    public record Parameters(
            @Parameter("DEGRADED and warnings are failures, too") boolean strict) {}

    public record Result(
            Verdict verdict,
            List<ValidateCommand.FaultRow> faults,
            List<TestResult.Row> providers) {}

    public VerifyAllCommand(DomainWatch watch, ValidateCommand validate) {
        this.watch = watch;
        this.validate = validate;
    }

    @Override
    public Declaration<Parameters, Result> declaration() {
        return new Declaration<>(
                "providers:verify-all",
                "Verify the configuration and every provider, now",
                Effect.READ,
                RequiredRole.OPERATOR,
                "Complete System Recovery",
                "./rsvp providers:verify-all --strict",
                Parameters.class,
                Result.class);
    }

    @Override
    public Result read(Parameters parameters) throws InterruptedException {
        ValidateCommand.Result configuration =
                validate.read(
                        new ValidateCommand.Parameters(null, true, parameters.strict(), false));
        TestResult tests =
                TestResult.of(
                        watch.domain().name(),
                        new Examination(watch)
                                .of(watch.providers(), Set.of(), Optional.empty(), false));
        Verdict verdict = configuration.verdict().worse(tests.verdict());
        boolean fails = parameters.strict() && verdict == Verdict.WARNING;
        return new Result(fails ? Verdict.BAD : verdict, configuration.faults(), tests.providers());
    }
}
