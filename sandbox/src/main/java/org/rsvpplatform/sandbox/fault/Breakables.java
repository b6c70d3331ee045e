package org.rsvpplatform.sandbox.fault;

import java.util.List;

/** The providers of a sandbox by name. */
public record Breakables(List<Breakable> providers) {

    /**
     * The provider of that name.
     *
     * @throws FaultRefused when there is none
     */
    public Breakable named(String name) {
        List<String> names = providers.stream().map(Breakable::name).toList();
        return providers.stream()
                .filter(provider -> provider.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                new FaultRefused(
                                        "No provider '%s' in the sandbox".formatted(name),
                                        "its providers are " + String.join(", ", names),
                                        Nearest.to(name, names)
                                                .map("did you mean '%s'?"::formatted)
                                                .orElse("choose one of them")));
    }
}
