package org.rsvpplatform.kit.observe.probe;

import java.time.Duration;
import java.time.Instant;
import org.rsvpplatform.kit.observe.provider.Layer;

/**
 * What one layer answered.
 *
 * @param at when it was asked, wall clock
 * @param took how long the answer took; zero for a layer that was skipped
 */
public record CheckResult(Layer layer, Outcome outcome, Instant at, Duration took) {}
