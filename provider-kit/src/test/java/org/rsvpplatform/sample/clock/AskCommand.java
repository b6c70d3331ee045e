package org.rsvpplatform.sample.clock;

import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.rsvpplatform.kit.act.command.Declaration;
import org.rsvpplatform.kit.act.command.Effect;
import org.rsvpplatform.kit.act.command.InvalidParameters;
import org.rsvpplatform.kit.act.command.Parameter;
import org.rsvpplatform.kit.act.command.ReadCommand;
import org.rsvpplatform.kit.act.command.RequiredRole;
import org.rsvpplatform.kit.act.command.Verdict;
import org.rsvpplatform.kit.observe.domain.DomainWatch;
import org.rsvpplatform.kit.observe.probe.ProbeEngine;
import org.rsvpplatform.kit.observe.probe.ProbeReport;
import org.rsvpplatform.kit.observe.provider.Layer;
import org.rsvpplatform.kit.observe.provider.Provider;

/** Asks one time server now, and says what it answered. */
@Singleton
public class AskCommand implements ReadCommand<AskCommand.Parameters, AskCommand.Result> {
    private final DomainWatch watch;

    public record Parameters(
            @Parameter(value = "The time server", position = 0, required = true) String provider) {}

    /**
     * @param answer what the server's clock says beside ours
     */
    public record Result(Verdict verdict, String provider, String answer) {}

    public AskCommand(DomainWatch watch) {
        this.watch = watch;
    }

    @Override
    public Declaration<Parameters, Result> declaration() {
        return new Declaration<>(
                "clock:ask",
                "Ask a time server for the time",
                Effect.READ,
                RequiredRole.VIEWER,
                "Time",
                "./rsvp clock:ask pool",
                Parameters.class,
                Result.class);
    }

    @Override
    public Result read(Parameters parameters) throws InterruptedException {
        List<String> known = watch.providers().stream().map(Provider::name).toList();
        if (!known.contains(parameters.provider())) {
            throw new InvalidParameters(
                    "provider", "names no time server", "use one of " + String.join(", ", known));
        }
        ProbeReport report = probe(parameters.provider());
        return new Result(
                Verdict.of(report.observed()),
                parameters.provider(),
                report.reason()
                        .or(() -> report.result(Layer.OPERATION))
                        .map(result -> result.outcome().evidence())
                        .orElse(""));
    }

    private ProbeReport probe(String provider) throws InterruptedException {
        try {
            return watch.engine().probe(provider, ProbeEngine.Request.ALL).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("probing " + provider, e.getCause());
        }
    }
}
