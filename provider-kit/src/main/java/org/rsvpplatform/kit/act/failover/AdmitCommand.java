package org.rsvpplatform.kit.act.failover;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.rsvpplatform.kit.act.command.ChangeCommand;
import org.rsvpplatform.kit.act.command.Declaration;
import org.rsvpplatform.kit.act.command.Effect;
import org.rsvpplatform.kit.act.command.Parameter;
import org.rsvpplatform.kit.act.command.Plan;
import org.rsvpplatform.kit.act.command.RequiredRole;
import org.rsvpplatform.kit.act.command.Run;
import org.rsvpplatform.kit.act.command.RunFailed;
import org.rsvpplatform.kit.act.command.Verdict;

/** Lets the active provider of a group take writes that was started anew and waits for that. */
public final class AdmitCommand
        implements ChangeCommand<AdmitCommand.Parameters, AdmitCommand.Result> {
    static final String NAME = "providers:admit";

    private final Admissions admissions;

    public record Parameters(
            @Parameter(
                            value = "The active provider that was started read-only",
                            required = true,
                            position = 0)
                    String provider) {}

    /**
     * What came of it.
     *
     * @param told what was done
     */
    public record Result(Verdict verdict, String group, String provider, String told) {}

    public AdmitCommand(Admissions admissions) {
        this.admissions = admissions;
    }

    @Override
    public Declaration<Parameters, Result> declaration() {
        return new Declaration<>(
                NAME,
                "Let the active provider of a group take writes that was started read-only",
                Effect.CHANGE,
                RequiredRole.OPERATOR,
                "Provider Failover",
                line("mysql"),
                Parameters.class,
                Result.class);
    }

    /** The line that lets this provider. */
    static String line(String provider) {
        return "./rsvp %s %s".formatted(NAME, provider);
    }

    @Override
    public boolean resumes() {
        return true;
    }

    @Override
    public Plan plan(Parameters parameters) {
        Succession past = admissions.past(parameters.provider());
        String name = past.to().name();
        SortedMap<String, String> basis = new TreeMap<>();
        basis.put(UnderWay.EPOCH + past.group(), Long.toString(past.epoch()));
        basis.put("admit " + past.group(), name);
        return new Plan(
                List.of(
                        new Plan.Step(admit(name), "let %s take writes".formatted(name)),
                        new Plan.Step(verify(name), "see that it takes them")),
                basis,
                new TreeMap<>(),
                false,
                ForPlan.ask(() -> admissions.against(past, Optional.empty())));
    }

    private static String admit(String provider) {
        return "admit " + provider;
    }

    private static String verify(String provider) {
        return "verify " + provider;
    }

    @Override
    public Result change(Parameters parameters, Run run) throws RunFailed, InterruptedException {
        String name = parameters.provider();
        Succession past = admissions.past(name);
        Admission parts = admissions.parts(past);
        run.commit();
        run.step(admit(name), () -> admitted(past, parts, run));
        run.step(
                verify(name), () -> parts.takesWrites().look() + admissions.awaitSeenWorking(name));
        return new Result(Verdict.GOOD, past.group(), name, run.detail(admit(name)));
    }

    /** The situation may have changed since the plan. */
    private String admitted(Succession past, Admission parts, Run run)
            throws RunFailed, InterruptedException {
        SincePlan.sameEpoch(past, run);
        if (run.isTakenUp() && takesWritesAlready(parts)) {
            return "it was let before this service was started anew";
        }
        SincePlan.stillHold(admissions.against(past, Optional.of(run.document())));
        return parts.admit();
    }

    private static boolean takesWritesAlready(Admission parts) throws InterruptedException {
        try {
            parts.takesWrites().look();
            return true;
        } catch (RunFailed e) {
            return false;
        }
    }
}
