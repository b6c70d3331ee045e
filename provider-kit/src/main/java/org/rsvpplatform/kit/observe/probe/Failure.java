package org.rsvpplatform.kit.observe.probe;

import java.util.List;
import java.util.Set;
import org.rsvpplatform.kit.observe.cause.Signal;
import org.rsvpplatform.kit.observe.provider.Layer;

/**
 * What an inquiry starts from.
 *
 * @param layer the layer that failed
 * @param signals what was seen there
 * @param candidates the causes that the signals allow
 */
public record Failure(Layer layer, List<Signal> signals, Set<String> candidates) {}
