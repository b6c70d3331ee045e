package org.rsvpplatform.kit.act.failover;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rsvpplatform.kit.act.command.RunFailed;

/**
 * What a domain brings when a former active provider is back. The engine asks for the parts when it
 * needs them; each is a small class of the domain's.
 */
public interface Return {
    /** What tells the two apart from all others, such as a system identifier; for the plan. */
    Map<String, String> identities();

    /**
     * Whether it is one of the active one's pair at all, and can be fenced; from memory, since a
     * fence must not wait.
     */
    List<Guard> guards();

    /**
     * Looks whether our store may act on it, and how far it has come: at that one alone, since each
     * moment may be a write.
     *
     * @throws RunFailed when its data is of a newer epoch than ours, or that is not known
     */
    Sighting look() throws RunFailed, InterruptedException;

    /** Keeps it from taking writes. */
    Fence fence();

    /** Whether it answers now, and takes no writes: then nothing has to be fenced. */
    boolean takesNone() throws InterruptedException;

    /**
     * What keeps writes away from it though it would take them, such as a fence that a switchover
     * has left; it is asked where it may have one.
     *
     * @param fence the {@link Takeover#fenceWord} of the one by which it was followed; empty when
     *     nobody knows
     * @return such as {@code lets nobody in}; empty when nothing does, or it can't be asked
     */
    default Optional<String> barrier(String fence) throws InterruptedException {
        return Optional.empty();
    }

    /** It takes no writes. */
    Proof fenced();

    Rejoin rejoin();
}
