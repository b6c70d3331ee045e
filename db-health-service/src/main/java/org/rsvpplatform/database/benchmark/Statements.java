package org.rsvpplatform.database.benchmark;

import java.util.Optional;
import java.util.function.IntFunction;

/**
 * What the load runs, in the words of one kind of server; each is one round trip. The three writes
 * do the same work and differ only in how they end.
 *
 * @param roundTrip the smallest question
 * @param read one row by its key
 * @param unflushed a write of this slot's row that waits neither for the disk nor for a standby
 * @param open whether an unflushed write is left open, to be rolled back
 * @param local a commit that does not wait for a standby, where a session can ask for that
 * @param commit a commit as the platform's programs do it
 * @param compute work for the processor only; answers how many milliseconds the server took for it
 * @param rollback after an error, or an unflushed write that is open
 * @param clear removes the rows of every load
 */
public record Statements(
        String roundTrip,
        String read,
        IntFunction<String> unflushed,
        boolean open,
        Optional<IntFunction<String>> local,
        IntFunction<String> commit,
        String compute,
        String rollback,
        String clear) {}
