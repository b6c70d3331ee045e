package org.rsvpplatform.kit.observe.provider;

/**
 * One configured backend of a domain.
 *
 * @param name the configured name, unique in its domain
 * @param kind which kind of backend it is, such as {@code postgresql}
 * @param group the head of the group it belongs to; its own name when it stands alone
 * @param role the part it plays in that group
 * @param required false when its group may only make the domain DEGRADED
 * @param mode whether we may write to it
 */
public record Provider(
        String name, String kind, String group, Role role, boolean required, Mode mode) {

    /** What we may do to a provider. */
    public enum Mode {
        /** Watch, write our own check row, run commands. */
        MANAGE,
        /** Watch only: nothing is ever written, no change command touches it. */
        OBSERVE
    }

    /** The same in another role. */
    public Provider as(Role other) {
        return new Provider(name, kind, group, other, required, mode);
    }

    public boolean observedOnly() {
        return mode == Mode.OBSERVE;
    }
}
