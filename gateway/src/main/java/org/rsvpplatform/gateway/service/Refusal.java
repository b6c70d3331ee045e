package org.rsvpplatform.gateway.service;

import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.rsvpplatform.kit.serve.http.Problems;

/** What the gateway answers when no service gave a good answer: the service's own words. */
public final class Refusal {
    private Refusal() {}

    /**
     * For lists: the first service's refusal when some answered, and none of them well. When all
     * are silent, an empty list that names them says it all.
     */
    public static Optional<Response> ofAnswered(Fan.Answers answers) {
        return answers.answers().isEmpty() ? Optional.empty() : of(answers, _ -> false);
    }

    /**
     * The first service's refusal, or that one did not answer; empty when an answer was good.
     *
     * @param weak refusals that count only when nothing else is known
     */
    public static Optional<Response> of(Fan.Answers answers, Predicate<Services.Answer> weak) {
        if (!answers.good().isEmpty()) {
            return Optional.empty();
        }
        return answers.answers().entrySet().stream()
                .filter(answer -> !weak.test(answer.getValue()))
                .findFirst()
                .map(Refusal::passedOn)
                .or(() -> silent(answers));
    }

    private static Optional<Response> silent(Fan.Answers answers) {
        return answers.unreachable().stream()
                .findFirst()
                .map(first -> Problems.unreachable(first.domain(), first.problem()).toResponse());
    }

    private static Response passedOn(Map.Entry<String, Services.Answer> refusal) {
        Services.Answer answer = refusal.getValue();
        if (!answer.body().isObject()) {
            return Problems.unreachable(refusal.getKey(), answer.error()).toResponse();
        }
        return Response.status(answer.status())
                .type("application/problem+json")
                .entity(answer.body())
                .build();
    }
}
