package org.rsvpplatform.kit.act.failover;

import java.util.List;
import java.util.stream.Stream;
import org.rsvpplatform.kit.act.command.InvalidParameters;
import org.rsvpplatform.kit.observe.domain.DomainWatch;
import org.rsvpplatform.kit.observe.provider.Provider;

/**
 * Which group a succession is meant for.
 *
 * @param word a domain, a group or a provider; null for the domain
 * @param to the successor's name; null when it is not given
 */
record SuccessionTarget(DomainWatch watch, String word, String to) {
    /**
     * The group of the successor, or the one that the word names, or the domain's default one.
     *
     * @throws InvalidParameters when they name nothing, or not the same
     */
    String group() {
        List<Provider> providers = watch.providers();
        boolean domain = !isGiven(word) || word.equals(watch.domain().name());
        String named =
                domain
                        ? null
                        : providers.stream()
                                .filter(p -> p.name().equals(word) || p.group().equals(word))
                                .map(Provider::group)
                                .findFirst()
                                .orElseThrow(() -> unknown("target", word, providers));
        if (!isGiven(to)) {
            return named != null
                    ? named
                    : watch.defaultGroup().orElseThrow(() -> unknown("target", word, providers));
        }
        String ofSuccessor =
                providers.stream()
                        .filter(p -> p.name().equals(to))
                        .map(Provider::group)
                        .findFirst()
                        .orElseThrow(() -> unknown("to", to, providers));
        if (named != null && !named.equals(ofSuccessor)) {
            throw new InvalidParameters(
                    "to",
                    "%s is of group %s, not of %s".formatted(to, ofSuccessor, named),
                    "name a provider of that group");
        }
        return ofSuccessor;
    }

    /** Whether somebody has said what is meant. */
    boolean namesAnything() {
        return isGiven(word) || isGiven(to);
    }

    private static boolean isGiven(String name) {
        return name != null && !name.isBlank();
    }

    private static InvalidParameters unknown(
            String parameter, String word, List<Provider> providers) {
        return new InvalidParameters(
                parameter,
                "\"%s\" names no provider or group here".formatted(word),
                "use one of "
                        + String.join(
                                ", ",
                                providers.stream()
                                        .flatMap(p -> Stream.of(p.group(), p.name()))
                                        .distinct()
                                        .toList()));
    }
}
