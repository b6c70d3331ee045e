package org.rsvpplatform.cli.output;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rsvpplatform.cli.json.Json;

/**
 * The providers and domains in an answer, whichever of the two shapes it has: the platform's status
 * holds them by name, domain by domain; a command's result holds them as lists.
 */
record StatusView(Json answer, List<Domain> domains, List<Provider> providers) {
    private static final List<String> WORST_FIRST = List.of("DOWN", "UNKNOWN", "DEGRADED", "UP");

    /** A domain as far as it was told. */
    record Domain(String name, Json json) {
        String state() {
            return json.text("state");
        }
    }

    /** A provider with the domain that it belongs to. */
    record Provider(String domain, String name, Json json) {
        String state() {
            return json.text("state");
        }

        /** A group is as good as its active provider, so that one counts first. */
        boolean isActive() {
            return !json.text("role").equals("standby");
        }
    }

    /** Whether an answer tells states of providers. */
    static boolean fits(Json answer) {
        return states(answer.get("providers"))
                || answer.get("domains").fields().values().stream()
                        .anyMatch(d -> states(d.get("providers")));
    }

    private static boolean states(Json providers) {
        Collection<Json> each =
                providers.items().isEmpty() ? providers.fields().values() : providers.items();
        return !each.isEmpty() && each.stream().noneMatch(p -> p.text("state").isEmpty());
    }

    static StatusView of(Json answer) {
        Map<String, Json> domains = new LinkedHashMap<>(answer.get("domains").fields());
        answer.get("domains").items().forEach(d -> domains.put(d.text("domain"), d));
        List<Provider> providers = new ArrayList<>();
        domains.forEach(
                (domain, json) ->
                        json.get("providers")
                                .fields()
                                .forEach(
                                        (name, provider) ->
                                                providers.add(
                                                        new Provider(domain, name, provider))));
        answer.get("providers")
                .items()
                .forEach(p -> providers.add(new Provider(p.text("domain"), p.text("provider"), p)));
        answer.get("providers")
                .fields()
                .forEach((name, p) -> providers.add(new Provider(answer.text("domain"), name, p)));
        return new StatusView(
                answer,
                domains.entrySet().stream().map(d -> new Domain(d.getKey(), d.getValue())).toList(),
                providers);
    }

    /** The answer's own state, else the worst in it. */
    String state() {
        if (!answer.text("state").isEmpty()) {
            return answer.text("state");
        }
        return providers.stream()
                .map(Provider::state)
                .min(Comparator.comparingInt(StatusView::rank))
                .orElse("UNKNOWN");
    }

    /**
     * Since when the state is what it is; without a word on that, since the first domain in that
     * state.
     */
    String since() {
        if (!answer.text("since").isEmpty()) {
            return answer.text("since");
        }
        return domains.stream()
                .filter(d -> d.state().equals(state()))
                .map(d -> d.json().text("since"))
                .filter(since -> !since.isEmpty())
                .min(Comparator.naturalOrder())
                .orElse("");
    }

    /** What the answer is about: one provider, one domain, or all. */
    String subject() {
        if (providers.size() == 1 && domains.size() <= 1) {
            return providers.getFirst().name();
        }
        List<String> named = providers.stream().map(Provider::domain).distinct().toList();
        boolean one = named.size() == 1 && domains.size() <= 1 && !named.getFirst().isEmpty();
        return one ? named.getFirst() : "RSVP Platform";
    }

    /** 0 for the worst; a word that we don't know counts as UNKNOWN. */
    static int rank(String state) {
        int rank = WORST_FIRST.indexOf(state);
        return rank < 0 ? 1 : rank;
    }
}
