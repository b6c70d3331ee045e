package org.rsvpplatform.kit.act.providers;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.rsvpplatform.kit.act.command.Declaration;
import org.rsvpplatform.kit.act.command.Effect;
import org.rsvpplatform.kit.act.command.Parameter;
import org.rsvpplatform.kit.act.command.ReadCommand;
import org.rsvpplatform.kit.act.command.RequiredRole;
import org.rsvpplatform.kit.observe.domain.DomainWatch;
import org.rsvpplatform.kit.observe.provider.Layer;

/**
 * Asks providers now rather than reading what was measured last. The guide calls it by several
 * names: to test a provider is to ask every check, to test its connection ends with the login.
 */
public final class TestCommand implements ReadCommand<TestCommand.Parameters, TestResult> {
    /** What opening a session answers; asking for none but these leaves the other checks out. */
    private static final Set<Layer> CONNECTION =
            Set.of(Layer.DNS, Layer.CONNECT, Layer.TLS, Layer.PROTOCOL, Layer.AUTHENTICATION);

    private final DomainWatch watch;
    private final String name;
    private final String summary;
    private final String example;
    private final Set<Layer> layers;

    public record Parameters(
            @Parameter(value = "A domain, a group or a provider; all without it", position = 0)
                    String target,
            @Parameter("Show what was sent and received") boolean verbose) {}

    private TestCommand(
            DomainWatch watch, String name, String summary, String example, Set<Layer> layers) {
        this.watch = watch;
        this.name = name;
        this.summary = summary;
        this.example = example;
        this.layers = layers;
    }

    /** The same act under each of its names in the guide. */
    public static List<TestCommand> all(DomainWatch watch) {
        return List.of(
                new TestCommand(
                        watch,
                        "providers:test",
                        "Ask every check of a provider now",
                        "./rsvp providers:test database",
                        Set.of()),
                new TestCommand(
                        watch,
                        "providers:test-connection",
                        "Connect and log in now",
                        "./rsvp providers:test-connection database",
                        CONNECTION),
                new TestCommand(
                        watch,
                        "providers:test-connections",
                        "Connect and log in now, at every provider",
                        "./rsvp providers:test-connections",
                        CONNECTION));
    }

    @Override
    public Declaration<Parameters, TestResult> declaration() {
        return new Declaration<>(
                name,
                summary,
                Effect.READ,
                RequiredRole.OPERATOR,
                "Connection Testing",
                example,
                Parameters.class,
                TestResult.class);
    }

    @Override
    public TestResult read(Parameters parameters) throws InterruptedException {
        return TestResult.of(
                watch.domain().name(),
                new Examination(watch)
                        .of(
                                Target.of(parameters.target()).in(watch),
                                layers,
                                Optional.empty(),
                                parameters.verbose()));
    }
}
