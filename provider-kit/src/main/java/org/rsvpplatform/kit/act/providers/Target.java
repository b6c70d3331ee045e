package org.rsvpplatform.kit.act.providers;

import java.util.List;
import java.util.stream.Stream;
import org.rsvpplatform.kit.act.command.InvalidParameters;
import org.rsvpplatform.kit.observe.domain.DomainWatch;
import org.rsvpplatform.kit.observe.provider.Provider;

/**
 * The word that says which providers a command is about: a provider, a group, or the domain.
 *
 * @param parameter the command's parameter that holds the word, for messages
 * @param word null or blank when all are meant
 */
public record Target(String parameter, String word) {

    /** The word of a command whose parameter is called {@code target}. */
    public static Target of(String word) {
        return new Target("target", word);
    }

    /**
     * The providers under watch that are meant.
     *
     * @throws InvalidParameters when the word names none
     */
    public List<Provider> in(DomainWatch watch) {
        return in(watch, watch.providers());
    }

    /**
     * Those of these providers of the domain that are meant.
     *
     * @throws InvalidParameters when the word names none
     */
    public List<Provider> in(DomainWatch watch, List<Provider> providers) {
        String domain = watch.domain().name();
        List<Provider> meant = among(providers, domain);
        if (meant.isEmpty() && !meansAll(domain)) {
            throw new InvalidParameters(
                    parameter,
                    "\"%s\" names no provider, group or domain".formatted(word),
                    "use one of " + String.join(", ", known(domain, providers)));
        }
        return meant;
    }

    /** Those of these providers that are meant; none when the word names nothing of this domain. */
    public List<Provider> among(List<Provider> providers, String domain) {
        if (meansAll(domain)) {
            return providers;
        }
        List<Provider> exact = providers.stream().filter(p -> p.name().equals(word)).toList();
        return exact.isEmpty()
                ? providers.stream().filter(p -> p.group().equals(word)).toList()
                : exact;
    }

    private boolean meansAll(String domain) {
        return word == null || word.isBlank() || word.equals(domain);
    }

    private static List<String> known(String domain, List<Provider> providers) {
        return Stream.concat(Stream.of(domain), providers.stream().map(Provider::name))
                .distinct()
                .toList();
    }
}
