package org.rsvpplatform.kit.act.providers;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.rsvpplatform.kit.act.command.Verdict;
import org.rsvpplatform.kit.observe.cause.Diagnosis;
import org.rsvpplatform.kit.observe.health.DomainStatus;
import org.rsvpplatform.kit.observe.probe.Trace;
import org.rsvpplatform.kit.observe.provider.State;

/** What fresh probes answered. */
public record TestResult(Verdict verdict, List<Row> providers) {

    /**
     * @param checks every layer that was asked
     * @param diagnosis absent when all is well
     * @param trace what was sent and received; only when verbose
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Row(
            String provider,
            String domain,
            State state,
            double tookMs,
            List<DomainStatus.CheckStatus> checks,
            Diagnosis diagnosis,
            List<Trace.Line> trace) {}

    static TestResult of(String domain, List<Examination.Answer> answers) {
        Verdict verdict =
                answers.stream()
                        .map(a -> Verdict.of(a.state()))
                        .reduce(Verdict.GOOD, Verdict::worse);
        return new TestResult(
                verdict,
                answers.stream()
                        .map(
                                a ->
                                        new Row(
                                                a.provider(),
                                                domain,
                                                a.state(),
                                                a.tookMs(),
                                                a.checks(),
                                                a.diagnosis(),
                                                a.trace()))
                        .toList());
    }
}
