package org.rsvpplatform.sandbox.fault;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * One way to break a server. There is no undo here: healing a server puts it back into its good
 * condition whatever was done to it, by a fault or by hand.
 *
 * @param name the word for it, as in {@code ./rsvp break postgresql NAME}
 * @param description what it does, in one line
 * @param missing why it can't be had here, empty when it can
 * @param action does it; gets what stands behind the {@code =} in {@code slow=300}
 */
public record Fault(
        String name,
        String description,
        Supplier<Optional<String>> missing,
        Consumer<Optional<String>> action) {

    /** What the start of a server is that a failover has ended. */
    public static final String START = "somebody starts it as it is, who knows of no failover";

    /** Why that can't be had. */
    public static final String RUNS = "it runs";

    /** A fault that takes no argument and can always be had. */
    public static Fault of(String name, String description, Runnable action) {
        return taking(
                name,
                description,
                argument -> {
                    if (argument.isPresent()) {
                        throw new FaultRefused(
                                "Fault '%s' takes no argument".formatted(name),
                                "'=%s' stands behind it".formatted(argument.get()),
                                "say just '%s'".formatted(name));
                    }
                    action.run();
                });
    }

    /** A fault with an optional argument. */
    public static Fault taking(String name, String description, Consumer<Optional<String>> action) {
        return new Fault(name, description, Optional::empty, action);
    }

    /** The same, but it can only be had when nothing is missing. */
    public Fault unless(Supplier<Optional<String>> reason) {
        return new Fault(name, description, reason, action);
    }

    /**
     * Breaks the server.
     *
     * @throws FaultRefused when the argument makes no sense or something is missing for it
     */
    public void apply(Optional<String> argument) {
        missing.get()
                .ifPresent(
                        reason -> {
                            throw new FaultRefused(
                                    "Fault '%s' can't be had here".formatted(name),
                                    reason,
                                    "choose another fault, or provide what is missing");
                        });
        action.accept(argument);
    }
}
