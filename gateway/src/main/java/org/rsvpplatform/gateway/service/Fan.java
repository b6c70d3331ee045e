package org.rsvpplatform.gateway.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.http.HttpMethod;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** One question to several services at once. */
@Singleton
public class Fan {
    private final Services services;

    /**
     * @param answers by domain, those that came
     * @param unreachable the others
     */
    public record Answers(Map<String, Services.Answer> answers, List<Unreachable> unreachable) {
        /** The bodies of the answers that were good. */
        public Map<String, JsonNode> good() {
            Map<String, JsonNode> good = new LinkedHashMap<>();
            answers.forEach(
                    (domain, answer) -> {
                        if (answer.good()) {
                            good.put(domain, answer.body());
                        }
                    });
            return good;
        }

        /**
         * These answers with every error among the unreachable, so that none is lost beside the
         * good ones.
         *
         * @param ignored errors that say nothing bad of the service
         */
        public Answers withErrorsTold(Predicate<Services.Answer> ignored) {
            Map<String, Services.Answer> good = new LinkedHashMap<>();
            List<Unreachable> all = new ArrayList<>(unreachable);
            answers.forEach(
                    (domain, answer) -> {
                        if (answer.good()) {
                            good.put(domain, answer);
                        } else if (!ignored.test(answer)) {
                            all.add(new Unreachable(domain, answer.error()));
                        }
                    });
            return new Answers(good, all);
        }

        /** These answers with more services that did not answer. */
        public Answers and(List<Unreachable> more) {
            List<Unreachable> all = new ArrayList<>(unreachable);
            all.addAll(more);
            return new Answers(answers, all);
        }
    }

    /** A service that did not answer, or not with what was asked for, and why. */
    public record Unreachable(String domain, String problem) {
        /** Names them in an answer to which they had nothing to add; says nothing of nobody. */
        public static void tell(List<Unreachable> silent, ObjectNode answer, ObjectMapper json) {
            if (!silent.isEmpty()) {
                answer.set("unreachable", json.valueToTree(silent));
            }
        }
    }

    public Fan(Services services) {
        this.services = services;
    }

    /** Asks all of them; takes as long as the slowest, at most the deadline. */
    public Answers ask(
            Collection<String> domains,
            HttpMethod method,
            String path,
            JsonNode body,
            ServiceTokens.Bearer bearer,
            Duration deadline)
            throws InterruptedException {
        return ask(domains, method, path, body, bearer, deadline, null);
    }

    /** As {@link #ask}, for a call that may be sent again under this key; null for none. */
    public Answers ask(
            Collection<String> domains,
            HttpMethod method,
            String path,
            JsonNode body,
            ServiceTokens.Bearer bearer,
            Duration deadline,
            String idempotencyKey)
            throws InterruptedException {
        return gather(
                domains,
                domain ->
                        services.ask(domain, method, path, body, bearer, deadline, idempotencyKey));
    }

    /** As {@link #ask}, with a path of its own for each domain. */
    public Answers askEach(
            Collection<String> domains,
            HttpMethod method,
            UnaryOperator<String> path,
            JsonNode body,
            ServiceTokens.Bearer bearer,
            Duration deadline)
            throws InterruptedException {
        return gather(
                domains,
                domain -> services.ask(domain, method, path.apply(domain), body, bearer, deadline));
    }

    /** One question to one service. */
    private interface Question {
        Services.Answer to(String domain) throws ServiceUnreachable, InterruptedException;
    }

    private static Answers gather(Collection<String> domains, Question question)
            throws InterruptedException {
        Map<String, Services.Answer> answers = new LinkedHashMap<>();
        List<Unreachable> unreachable = new ArrayList<>();
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Map<String, Future<Services.Answer>> asked = new LinkedHashMap<>();
            for (String domain : domains) {
                asked.put(domain, executor.submit(() -> question.to(domain)));
            }
            for (Map.Entry<String, Future<Services.Answer>> entry : asked.entrySet()) {
                try {
                    answers.put(entry.getKey(), entry.getValue().get());
                } catch (ExecutionException e) {
                    unreachable.add(new Unreachable(entry.getKey(), e.getCause().getMessage()));
                }
            }
        }
        return new Answers(answers, unreachable);
    }
}
