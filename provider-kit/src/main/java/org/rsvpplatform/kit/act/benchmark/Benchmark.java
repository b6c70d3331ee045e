package org.rsvpplatform.kit.act.benchmark;

import java.time.Duration;
import java.util.List;
import java.util.function.DoubleConsumer;
import org.rsvpplatform.kit.act.command.RunFailed;

/** A load on one provider. What it writes has names that are known beforehand. */
public interface Benchmark {
    /**
     * Removes what a load left behind, whoever began it.
     *
     * @return what was found, a sentence
     * @throws RunFailed it may still be there
     */
    String clear() throws RunFailed, InterruptedException;

    /**
     * Puts the load on the provider. What it wrote may still be there when this returns.
     *
     * @param duration how long it may take, but for the last answer
     * @param baseline what the last good load measured; empty when there was none
     * @param progress hears how far it has come, 0 to 1; what it throws ends the load
     */
    Report measure(Duration duration, List<Measurement> baseline, DoubleConsumer progress)
            throws RunFailed, InterruptedException;
}
