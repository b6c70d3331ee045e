package org.rsvpplatform.database.mysql.connection;

import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.rsvpplatform.database.connection.Attempt;
import org.rsvpplatform.database.connection.Login;
import org.rsvpplatform.kit.observe.cause.Signal;
import org.rsvpplatform.kit.observe.probe.LayerFailure;

/**
 * MariaDB's port for administrators: it lets in whoever looks for the holder of the connections
 * when the other port has none left. Source: MariaDB's manual, {@code extra_port}.
 */
public final class ExtraPort {
    private static final String FULL = "1040";

    private final Connector connector;
    private final Supplier<OptionalInt> number;

    /**
     * @param number as the server said before it was full; empty when it has no such port, or
     *     somebody else answers in its place
     */
    public ExtraPort(Connector connector, Supplier<OptionalInt> number) {
        this.connector = connector;
        this.number = number;
    }

    /** A session at the usual port, or at this one when that is full; without a database. */
    public MysqlSession open(Login login, Attempt attempt)
            throws LayerFailure, TimeoutException, InterruptedException {
        try {
            return connector.open(login, "", attempt);
        } catch (LayerFailure e) {
            if (!opensFor(e.signals())) {
                throw e;
            }
            return open(login, attempt, e);
        }
    }

    /** What the usual port has said counts, where this one is of no help. */
    private MysqlSession open(Login login, Attempt attempt, LayerFailure full)
            throws LayerFailure, InterruptedException {
        try {
            return connector.open(number.get().orElseThrow(), login, "", attempt);
        } catch (LayerFailure | TimeoutException e) {
            full.addSuppressed(e);
            throw full;
        }
    }

    /** Whether it helps somebody to whom the usual port has said this. */
    public boolean opensFor(List<Signal> signals) {
        return number.get().isPresent()
                && signals.stream()
                        .anyMatch(
                                signal ->
                                        signal instanceof Signal.ErrorCode error
                                                && error.code().equals(FULL));
    }
}
