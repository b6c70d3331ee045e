package org.rsvpplatform.kit.observe.probe;

import org.rsvpplatform.kit.observe.provider.Layer;
import org.rsvpplatform.kit.time.Deadline;

/**
 * Asked without a session, and only after opening one got no answer: how far does a plain
 * connection come? The first that does not pass names the layer.
 */
public interface Question {
    Layer layer();

    Outcome ask(Deadline deadline, Trace trace) throws Exception;
}
