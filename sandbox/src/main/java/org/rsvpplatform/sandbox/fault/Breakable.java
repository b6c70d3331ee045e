package org.rsvpplatform.sandbox.fault;

import java.util.List;
import java.util.Optional;

/** A provider of the sandbox that can be broken and healed. */
public interface Breakable {
    /** The provider's name, such as {@code postgresql}. */
    String name();

    /** Its faults, in the order in which they are listed. */
    List<Fault> faults();

    /** Puts it back into its good condition, whatever happened; returns when it serves again. */
    void heal();

    /** The names of all providers that {@link #heal()} heals. */
    default List<String> healedTogether() {
        return List.of(name());
    }

    /**
     * Breaks it.
     *
     * @param fault a name, with an argument behind {@code =} where it takes one: {@code slow=300}
     * @throws FaultRefused when there is no such fault or it can't be had
     */
    default void breakWith(String fault) {
        int equals = fault.indexOf('=');
        String word = equals < 0 ? fault : fault.substring(0, equals);
        Optional<String> argument =
                equals < 0 ? Optional.empty() : Optional.of(fault.substring(equals + 1));
        faults().stream()
                .filter(f -> f.name().equals(word))
                .findFirst()
                .orElseThrow(() -> unknown(word))
                .apply(argument);
    }

    private FaultRefused unknown(String word) {
        List<String> names = faults().stream().map(Fault::name).toList();
        return new FaultRefused(
                "No fault '%s' for %s".formatted(word, name()),
                "its faults are " + String.join(", ", names),
                Nearest.to(word, names)
                        .map("did you mean '%s'?"::formatted)
                        .orElse("choose one of them"));
    }
}
