package org.rsvpplatform.kit.act.providers;

import java.util.List;
import java.util.stream.Stream;
import org.rsvpplatform.kit.act.command.InvalidParameters;
import org.rsvpplatform.kit.observe.domain.DomainWatch;
import org.rsvpplatform.kit.observe.provider.Provider;

/** Which providers a command is about. */
public final class Target {
    private Target() {}

    /**
     * The providers of this name, of this group, or all of the domain.
     *
     * @throws InvalidParameters when the word names none
     */
    public static List<Provider> in(DomainWatch watch, String word) {
        List<Provider> providers = watch.named(word);
        boolean all = word == null || word.isBlank() || word.equals(watch.domain().name());
        if (providers.isEmpty() && !all) {
            throw new InvalidParameters(
                    "target",
                    "\"%s\" names no provider, group or domain".formatted(word),
                    "use one of " + String.join(", ", known(watch)));
        }
        return providers;
    }

    private static List<String> known(DomainWatch watch) {
        return Stream.concat(
                        Stream.of(watch.domain().name()),
                        watch.providers().stream().map(Provider::name))
                .distinct()
                .toList();
    }
}
